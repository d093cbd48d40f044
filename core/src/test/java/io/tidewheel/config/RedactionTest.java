package io.tidewheel.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"db.password", "API_TOKEN", "fs.s3a.access.key", "accessKey", "client-secret", "credentials"})
    void when_nameIsOfASecret_then_itsValueIsHidden(String name) {
        assertThat(Redaction.value(name, "hunter2")).isEqualTo("*****");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "jdbc:postgresql://scott:hunter2@db/x | jdbc:postgresql://scott:*****@db/x",
                "a=1 db.password=hunter2 b=2          | a=1 db.password=***** b=2",
                "{\"api_token\": \"hunter 2\", \"n\": 1} | {\"api_token\": *****, \"n\": 1}",
                "-Dx.secret=hunter2                   | -Dx.secret=*****",
                "submit --access-key hunter2 app.jar  | submit --access-key ***** app.jar",
                "https://h/?token=hunter2&page=3      | https://h/?token=*****&page=3",
                "hdfs://namenode:8020/logs/2024       | hdfs://namenode:8020/logs/2024",
                "stage 3/part 7/try 2: 5 rows         | stage 3/part 7/try 2: 5 rows"
            })
    void when_textHoldsASecret_then_onlyItIsHidden(String text, String shown) {
        assertThat(Redaction.text(text)).isEqualTo(shown);
    }

    @Test
    void when_textIsLong_then_redactionIsQuick() {
        String text = "a.".repeat(500_000);
        assertThat(Redaction.text(text)).isEqualTo(text);
    }
}
