package dev.whence.models.scoring;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;

/// Holds a graph to keeping all its numbers in itself.
///
/// ONNX lets a tensor lie in a file beside the graph (`data_location: EXTERNAL`). The runtime looks
/// such files up from the folder the process was started in, and no digest covers them.
final class SelfContained {
  private static final int MOST_NAMED = 3;

  private SelfContained() {}

  /// @param model a serialized `ModelProto`
  /// @throws ScoringException if a tensor anywhere in it lies outside, or it is no such thing
  static void check(byte[] model) {
    ModelProto graph;
    try {
      graph = ModelProto.parseFrom(model);
    } catch (InvalidProtocolBufferException e) {
      throw new ScoringException(
          "The file is no ONNX graph: %s\nMaybe export the model to ONNX again."
              .formatted(e.getMessage()),
          e);
    }
    var outside = new ArrayList<String>();
    collect(graph, outside);
    if (!outside.isEmpty()) {
      String more =
          outside.size() > MOST_NAMED ? " and %d more".formatted(outside.size() - MOST_NAMED) : "";
      throw new ScoringException(
          "The graph keeps tensors outside of its file: %s%s.\nMaybe keep the weights inside the graph: export it without external data."
              .formatted(
                  String.join(", ", outside.subList(0, Math.min(MOST_NAMED, outside.size()))),
                  more));
    }
  }

  /// Wherever a tensor may stand: initializers, attributes, sparse tensors, subgraphs, functions.
  private static void collect(Message message, List<String> outside) {
    if (message instanceof TensorProto tensor) {
      if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
        outside.add("%s (in %s)".formatted(tensor.getName(), location(tensor)));
      }
      return;
    }
    for (Object value : message.getAllFields().values()) {
      if (value instanceof Message part) {
        collect(part, outside);
      } else if (value instanceof List<?> parts) {
        for (Object part : parts) {
          if (part instanceof Message element) {
            collect(element, outside);
          }
        }
      }
    }
  }

  private static String location(TensorProto tensor) {
    return tensor.getExternalDataList().stream()
        .filter(entry -> entry.getKey().equals("location"))
        .map(StringStringEntryProto::getValue)
        .findFirst()
        .orElse("a file without a name");
  }
}
