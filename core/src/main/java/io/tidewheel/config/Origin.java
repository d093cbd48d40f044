package io.tidewheel.config;

/**
 * Where a setting comes from.
 *
 * @param detail the file, flag or variable, empty if the layer says enough
 */
public record Origin(Layer layer, String detail) {
    @Override
    public String toString() {
        return detail.isEmpty() ? layer.toString() : layer + " " + detail;
    }
}
