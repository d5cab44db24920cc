package dev.whence.service.json;

import com.fasterxml.jackson.annotation.JacksonInject;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedMethod;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import dev.whence.domain.carriers.CarrierService;
import dev.whence.domain.inventory.Item;
import dev.whence.domain.inventory.StockPosition;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Tells Jackson what sealed interfaces and records say already, so the pure modules need no
/// annotations: a sealed interface is known by the member `type`, and only a record's components
/// are its members. What is in use says nothing of it, as it did before anything could be taken out
/// of use.
final class SealedTypes extends JacksonAnnotationIntrospector {
  private static final long serialVersionUID = 1L;

  /// Read where the member `active` is missing.
  static final String IN_USE = "in use";

  private static final String ACTIVE = "active";

  private static final Set<Class<?>> SILENT_IN_USE =
      Set.of(CarrierService.class, Item.class, StockPosition.class);

  @Override
  public JacksonInject.@Nullable Value findInjectableValue(AnnotatedMember member) {
    return member instanceof AnnotatedParameter parameter && readsInUse(parameter)
        ? JacksonInject.Value.construct(IN_USE, true, null)
        : super.findInjectableValue(member);
  }

  /// Whether it is the last component of a record, which is `active` in each of them.
  private static boolean readsInUse(AnnotatedParameter parameter) {
    Class<?> type = parameter.getDeclaringClass();
    return SILENT_IN_USE.contains(type)
        && parameter.getOwner().getParameterCount() == type.getRecordComponents().length
        && type.getRecordComponents()[parameter.getIndex()].getName().equals(ACTIVE);
  }

  @Override
  public JsonInclude.Value findPropertyInclusion(Annotated annotated) {
    return annotated instanceof AnnotatedMethod method
            && method.getName().equals(ACTIVE)
            && SILENT_IN_USE.contains(method.getDeclaringClass())
        ? JsonInclude.Value.construct(
            JsonInclude.Include.CUSTOM, JsonInclude.Include.ALWAYS, InUse.class, Void.class)
        : super.findPropertyInclusion(annotated);
  }

  /// Equal to what is left out.
  static final class InUse {
    @Override
    public boolean equals(@Nullable Object value) {
      return Boolean.TRUE.equals(value);
    }

    @Override
    public int hashCode() {
      return Boolean.hashCode(true);
    }
  }

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
            .map(permitted -> new NamedType(permitted, permitted.getSimpleName()))
            .toList()
        : super.findSubtypes(annotated);
  }

  @Override
  public @Nullable String findTypeName(AnnotatedClass type) {
    return isSealed(type.getRawType())
        ? type.getRawType().getSimpleName()
        : super.findTypeName(type);
  }

  @Override
  public boolean hasIgnoreMarker(com.fasterxml.jackson.databind.introspect.AnnotatedMember member) {
    return (member instanceof AnnotatedMethod method
            && method.getDeclaringClass().isRecord()
            && Arrays.stream(method.getDeclaringClass().getRecordComponents())
                .noneMatch(component -> component.getAccessor().equals(method.getAnnotated())))
        || super.hasIgnoreMarker(member);
  }

  /// The sealed interface itself and each of its cases.
  private static boolean isSealed(Class<?> type) {
    return (type.isInterface() && type.isSealed())
        || Arrays.stream(type.getInterfaces()).anyMatch(Class::isSealed);
  }
}
