/// Boosted trees as data, and as an ONNX graph that answers like the booster they came from.
///
/// [dev.whence.training.onnx.XgboostJson] reads what XGBoost saves into
/// [dev.whence.training.onnx.BoostedTrees], a plain-Java predictor;
/// [dev.whence.training.onnx.OnnxGraph] writes one or more of them as one ONNX model. Tests hold
/// booster, ONNX Runtime and the plain-Java walk equal on adversarial rows.
/// [dev.whence.training.onnx.TimelessModel] writes the models of Tribuo, which are protobuf, too.
@NullMarked
package dev.whence.training.onnx;

import org.jspecify.annotations.NullMarked;
