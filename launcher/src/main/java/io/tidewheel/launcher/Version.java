package io.tidewheel.launcher;

/** Which Tidewheel on which Java this is. */
final class Version {
    private Version() {}

    static int print() {
        System.out.println("tidewheel " + ours() + " on Java " + System.getProperty("java.runtime.version") + " ("
                + System.getProperty("java.vendor") + ")");
        return ExitCode.DONE;
    }

    /** From the manifest of our jar; classes that are not in a jar have none. */
    static String ours() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "(unpackaged)" : version;
    }
}
