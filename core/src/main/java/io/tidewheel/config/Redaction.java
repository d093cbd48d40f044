package io.tidewheel.config;

import java.util.regex.Pattern;

/** Takes secrets out of whatever is shown: logs, errors, {@code --verbose}, plans. The one place that knows how. */
final class Redaction {
    /** Stands where a secret was. */
    static final String MARK = "*****";

    private static final String WORDS = "(?:secret|password|passwd|token|access[._-]?key|credential)";
    private static final Pattern NAME = Pattern.compile("(?i)" + WORDS);
    private static final Pattern ASSIGNMENT = Pattern.compile(
            "(?i)(" + WORDS + "[\\w.-]{0,100}[\"']?\\s{0,5}[=:]\\s{0,5})(?:\"[^\"]*\"|'[^']*'|[^\\s,;&}\"')\\]]+)");
    private static final Pattern OPTION =
            Pattern.compile("(?i)(--[\\w.-]{0,100}" + WORDS + "[\\w.-]{0,100}\\s{1,5})[^\\s=-][^\\s]*");
    private static final Pattern USER_INFO = Pattern.compile("(://[^/\\s:@]{0,200}:)[^/\\s@]+@");

    private Redaction() {}

    /** True if what goes by this name must not be shown. */
    static boolean isSecret(String name) {
        return NAME.matcher(name).find();
    }

    /** The value of a setting as it may be shown. */
    static String value(String name, String value) {
        return isSecret(name) ? MARK : text(value);
    }

    /** A text without the passwords of its URLs and the values that follow the names of secrets. */
    static String text(String text) {
        String shown = USER_INFO.matcher(text).replaceAll("$1" + MARK + "@");
        shown = ASSIGNMENT.matcher(shown).replaceAll("$1" + MARK);
        return OPTION.matcher(shown).replaceAll("$1" + MARK);
    }
}
