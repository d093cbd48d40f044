package io.tidewheel.storage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Path patterns, with one meaning on every storage: {@code *} and {@code ?} stay within a name, {@code [ab]},
 * {@code [a-z]} and {@code [^a]} are one character, {@code {a,b/c}} is a choice, a backslash takes the next character as
 * it is. A pattern skips hidden names unless it begins with {@code _} or {@code .} itself.
 */
final class Glob {
    private Glob() {}

    static boolean isPattern(String path) {
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '*' || c == '?' || c == '[' || c == '{') {
                return true;
            }
        }
        return false;
    }

    /** The paths of "a,b{1,2},c": "a", "b{1,2}" and "c"; blank ones are none. */
    static List<String> splitAtCommas(String paths) {
        List<String> parts = cut(paths);
        parts.removeIf(String::isBlank);
        return parts;
    }

    /** What matches, each once: in the order of the choices, within one by name. */
    static List<StoredFile> find(Storage storage, String pattern) throws IOException {
        Set<StoredFile> found = new LinkedHashSet<>();
        for (String path : expandChoices(pattern)) {
            found.addAll(findOne(storage, path));
        }
        return List.copyOf(found);
    }

    static List<String> expandChoices(String pattern) {
        int open = indexOutsideEscapes(pattern, '{', 0);
        if (open < 0) {
            return List.of(pattern);
        }
        int close = closing(pattern, open);
        List<String> expanded = new ArrayList<>();
        for (String choice : cut(pattern.substring(open + 1, close))) {
            expanded.addAll(expandChoices(pattern.substring(0, open) + choice + pattern.substring(close + 1)));
        }
        return expanded;
    }

    private static int indexOutsideEscapes(String text, char wanted, int from) {
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == wanted) {
                return i;
            }
        }
        return -1;
    }

    private static int closing(String pattern, int open) {
        int depth = 0;
        for (int i = open; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '{') {
                depth++;
            } else if (c == '}' && --depth == 0) {
                return i;
            }
        }
        throw new PatternSyntaxException("'{' without '}'", pattern, open);
    }

    /** Cuts at the commas outside of braces. */
    private static List<String> cut(String text) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '{') {
                depth++;
            } else if (c == '}') {
                depth--;
            } else if (c == ',' && depth <= 0) {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }

    private static List<StoredFile> findOne(Storage storage, String pattern) throws IOException {
        if (!isPattern(pattern)) {
            return storage.stat(unescaped(pattern)).map(List::of).orElse(List.of());
        }
        String name = Storage.name(pattern);
        Optional<String> parent = Storage.parent(pattern);
        List<StoredFile> found = new ArrayList<>();
        for (StoredFile above : parent.isPresent() ? findOne(storage, parent.get()) : current(storage)) {
            if (!above.directory()) {
                continue;
            }
            if (isPattern(name)) {
                Pattern names = regex(name);
                for (StoredFile entry : storage.list(above.path())) {
                    boolean wanted = !entry.hidden() || StoredFile.isHidden(name);
                    if (wanted && names.matcher(entry.name()).matches()) {
                        found.add(parent.isPresent() ? entry : withPath(entry, entry.name()));
                    }
                }
            } else {
                storage.stat(Storage.child(above.path(), unescaped(name))).ifPresent(found::add);
            }
        }
        return found;
    }

    private static List<StoredFile> current(Storage storage) throws IOException {
        return storage.stat(".").map(List::of).orElse(List.of());
    }

    private static StoredFile withPath(StoredFile file, String path) {
        return new StoredFile(path, file.length(), file.modifiedMillis(), file.directory());
    }

    private static String unescaped(String pattern) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            if (pattern.charAt(i) == '\\' && i + 1 < pattern.length()) {
                i++;
            }
            plain.append(pattern.charAt(i));
        }
        return plain.toString();
    }

    static Pattern regex(String name) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            switch (c) {
                case '*' -> regex.append(".*");
                case '?' -> regex.append('.');
                case '[' -> {
                    int close = name.indexOf(']', i + 2);
                    if (close < 0) {
                        throw new PatternSyntaxException("'[' without ']'", name, i);
                    }
                    String characters = name.substring(i + 1, close);
                    boolean negated = characters.startsWith("^") || characters.startsWith("!");
                    regex.append(negated ? "[^" : "[")
                            .append((negated ? characters.substring(1) : characters)
                                    .replace("\\", "\\\\")
                                    .replace("[", "\\[")
                                    .replace("^", "\\^")
                                    .replace("&", "\\&"))
                            .append(']');
                    i = close;
                }
                case '\\' -> {
                    if (i + 1 < name.length()) {
                        i++;
                    }
                    regex.append(Pattern.quote(String.valueOf(name.charAt(i))));
                }
                default -> regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }
}
