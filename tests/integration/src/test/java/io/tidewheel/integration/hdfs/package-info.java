/** Files on a real HDFS, a name node and a data node in this JVM. */
@NullMarked
package io.tidewheel.integration.hdfs;

import org.jspecify.annotations.NullMarked;
