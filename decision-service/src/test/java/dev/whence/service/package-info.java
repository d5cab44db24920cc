@NullMarked
package dev.whence.service;

import org.jspecify.annotations.NullMarked;
