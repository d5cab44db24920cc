package dev.whence.training.onnx;

import com.google.protobuf.Any;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.oracle.labs.mlrg.olcut.config.protobuf.protos.SimpleProvenanceProto;
import com.oracle.labs.mlrg.olcut.provenance.primitives.DateTimeProvenance;
import java.util.List;
import org.tribuo.Model;
import org.tribuo.classification.sgd.protos.ClassificationLinearSGDProto;
import org.tribuo.classification.sgd.protos.FMClassificationModelProto;
import org.tribuo.protos.core.TransformedModelProto;

/// The bytes of a Tribuo model without the clock: Tribuo notes in them when it read the rows and
/// when it fitted, so that two fits of the same rows would differ. When a model was trained stands
/// on its card.
public final class TimelessModel {
  private static final String NO_TIME = "1970-01-01T00:00:00Z";

  /// What the models written here are made of.
  private static final List<Class<? extends Message>> PARTS =
      List.of(
          TransformedModelProto.class,
          FMClassificationModelProto.class,
          ClassificationLinearSGDProto.class);

  private TimelessModel() {}

  public static byte[] of(Model<?> model) {
    return timeless(model.serialize()).toByteArray();
  }

  private static Message timeless(Message message) {
    return switch (message) {
      case Any any -> unpacked(any);
      case SimpleProvenanceProto told
          when told.getProvenanceClassName().equals(DateTimeProvenance.class.getName()) ->
          told.toBuilder().setValue(NO_TIME).build();
      default -> {
        Message.Builder parts = message.toBuilder();
        message.getAllFields().forEach((field, value) -> put(parts, field, value));
        yield parts.build();
      }
    };
  }

  private static void put(Message.Builder parts, FieldDescriptor field, Object value) {
    if (value instanceof Message part) {
      parts.setField(field, timeless(part));
    } else if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        if (list.get(i) instanceof Message part) {
          parts.setRepeatedField(field, i, timeless(part));
        }
      }
    }
  }

  private static Any unpacked(Any any) {
    try {
      for (Class<? extends Message> part : PARTS) {
        if (any.is(part)) {
          return Any.pack(timeless(any.unpack(part)));
        }
      }
      return any;
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("Tribuo wrote a model that is none.", e);
    }
  }
}
