package io.tidewheel.launcher;

import java.util.prefs.AbstractPreferences;
import java.util.prefs.Preferences;
import java.util.prefs.PreferencesFactory;

/** Keeps what JShell remembers out of the home folder of whoever runs the tests. Made by the JDK, hence public. */
public final class NoPreferences implements PreferencesFactory {
    @Override
    public Preferences systemRoot() {
        return new Node();
    }

    @Override
    public Preferences userRoot() {
        return new Node();
    }

    private static final class Node extends AbstractPreferences {
        Node() {
            super(null, "");
        }

        private Node(AbstractPreferences parent, String name) {
            super(parent, name);
        }

        @Override
        protected void putSpi(String key, String value) {}

        @Override
        protected String getSpi(String key) {
            return null;
        }

        @Override
        protected void removeSpi(String key) {}

        @Override
        protected void removeNodeSpi() {}

        @Override
        protected String[] keysSpi() {
            return new String[0];
        }

        @Override
        protected String[] childrenNamesSpi() {
            return new String[0];
        }

        @Override
        protected AbstractPreferences childSpi(String name) {
            return new Node(this, name);
        }

        @Override
        protected void syncSpi() {}

        @Override
        protected void flushSpi() {}
    }
}
