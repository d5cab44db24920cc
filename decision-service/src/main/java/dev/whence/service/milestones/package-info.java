/// What has to be done with a parcel by when, and what is told when it is not.
@NullMarked
package dev.whence.service.milestones;

import org.jspecify.annotations.NullMarked;
