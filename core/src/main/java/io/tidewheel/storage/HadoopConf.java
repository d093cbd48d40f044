package io.tidewheel.storage;

import io.tidewheel.error.TidewheelException;
import io.tidewheel.error.TidewheelException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads Hadoop's {@code *-site.xml} files without Hadoop's parser: {@code <property>} elements with {@code <name>} and
 * {@code <value>} alone. A document type, and with it every entity, is refused.
 */
final class HadoopConf {
    private static final String[] FILES = {"core-site.xml", "hdfs-site.xml"};

    private HadoopConf() {}

    /** The settings of the files that exist; later files win. */
    static Map<String, String> read(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new TidewheelException(
                    Kind.CONFIGURATION,
                    "HADOOP_CONF_DIR names " + directory + ", which is not a directory; correct or unset it");
        }
        Map<String, String> settings = new LinkedHashMap<>();
        for (String name : FILES) {
            Path file = directory.resolve(name);
            if (Files.exists(file)) {
                settings.putAll(parse(file));
            }
        }
        return settings;
    }

    private static Map<String, String> parse(Path file) {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        try (InputStream in = Files.newInputStream(file)) {
            XMLStreamReader xml = factory.createXMLStreamReader(in);
            try {
                return properties(xml, file);
            } finally {
                xml.close();
            }
        } catch (XMLStreamException | IOException e) {
            throw new TidewheelException(
                    Kind.CONFIGURATION, "the Hadoop settings in " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static Map<String, String> properties(XMLStreamReader xml, Path file) throws XMLStreamException {
        Map<String, String> settings = new LinkedHashMap<>();
        String name = "";
        String value = "";
        while (xml.hasNext()) {
            switch (xml.next()) {
                case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                    throw new TidewheelException(
                            Kind.CONFIGURATION,
                            "the Hadoop settings in " + file
                                    + " hold a DOCTYPE or an entity, which is refused for safety; remove it");
                case XMLStreamConstants.START_ELEMENT -> {
                    switch (xml.getLocalName()) {
                        case "property" -> {
                            name = "";
                            value = "";
                        }
                        case "name" -> name = xml.getElementText().strip();
                        case "value" -> value = xml.getElementText();
                        default -> {}
                    }
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    if (xml.getLocalName().equals("property") && !name.isEmpty()) {
                        settings.put(name, value);
                    }
                }
                default -> {}
            }
        }
        return settings;
    }
}
