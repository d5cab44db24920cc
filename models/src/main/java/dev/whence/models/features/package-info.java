/// What a feature is, apart from any model: a name, a unit and one function that computes it.
///
/// Start at [dev.whence.models.features.FeatureTable]. The tables themselves are beside what they
/// describe: [dev.whence.models.transit.TransitFeatures] and
/// [dev.whence.models.returns.ReturnFeatures].
@NullMarked
package dev.whence.models.features;

import org.jspecify.annotations.NullMarked;
