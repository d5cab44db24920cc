/// What can be set: one table of keys, read from a YAML file, the environment and the command line.
@NullMarked
package dev.whence.service.config;

import org.jspecify.annotations.NullMarked;
