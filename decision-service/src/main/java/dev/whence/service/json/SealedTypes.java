package dev.whence.service.json;

import com.fasterxml.jackson.annotation.JacksonInject;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedMethod;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tells Jackson what sealed interfaces and records say already, so the pure modules need no
/// annotations: a sealed interface is known by the member `type`, and only a record's components
/// are its members.
final class SealedTypes extends JacksonAnnotationIntrospector {
  private static final long serialVersionUID = 1L;

  @Override
  public JsonTypeInfo.@Nullable Value findPolymorphicTypeInfo(
      MapperConfig<?> config, Annotated annotated) {
    return annotated instanceof AnnotatedClass type && isSealed(type.getRawType())
        ? JsonTypeInfo.Value.construct(
            JsonTypeInfo.Id.NAME, JsonTypeInfo.As.PROPERTY, "type", null, false, true, null)
        : super.findPolymorphicTypeInfo(config, annotated);
  }

  @Override
  public @Nullable List<NamedType> findSubtypes(Annotated annotated) {
    Class<?> type = annotated.getRawType();
    return type.isInterface() && type.isSealed()
        ? Arrays.stream(type.getPermittedSubclasses())
            .map(permitted -> new NamedType(permitted, name(permitted)))
            .toList()
        : super.findSubtypes(annotated);
  }

  @Override
  public @Nullable String findTypeName(AnnotatedClass type) {
    return isSealed(type.getRawType()) ? name(type.getRawType()) : super.findTypeName(type);
  }

  @Override
  public boolean hasIgnoreMarker(AnnotatedMember member) {
    return (member instanceof AnnotatedMethod method
            && method.getDeclaringClass().isRecord()
            && Arrays.stream(method.getDeclaringClass().getRecordComponents())
                .noneMatch(component -> component.getAccessor().equals(method.getAnnotated())))
        || super.hasIgnoreMarker(member);
  }

  @Override
  public JacksonInject.@Nullable Value findInjectableValue(AnnotatedMember member) {
    return member instanceof AnnotatedParameter parameter
        ? LaterMembers.id(parameter)
            .map(id -> JacksonInject.Value.construct(id, true, false))
            .orElseGet(() -> super.findInjectableValue(member))
        : super.findInjectableValue(member);
  }

  private static String name(Class<?> type) {
    JsonTypeName own = type.getAnnotation(JsonTypeName.class);
    return own == null ? KeptNames.last(type) : own.value();
  }

  /// A sealed interface of ours itself and each of its cases. The JDK has some as well, which text
  /// and numbers implement.
  private static boolean isSealed(Class<?> type) {
    return (type.isInterface() && isOurs(type))
        || Arrays.stream(type.getInterfaces()).anyMatch(SealedTypes::isOurs);
  }

  private static boolean isOurs(Class<?> type) {
    return type.isSealed() && !type.getPackageName().startsWith("java.");
  }
}
