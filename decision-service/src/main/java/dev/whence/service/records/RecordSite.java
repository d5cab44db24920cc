package dev.whence.service.records;

import dev.whence.service.json.CanonicalJson;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Values of one record type: their components, and how one is made of them.
final class RecordSite {
  final List<Site> components = new ArrayList<>();
  private final List<MethodHandle> accessors = new ArrayList<>();
  private final MethodHandle constructor;
  private final List<Member> members = new ArrayList<>();
  private final boolean equalMeansSame;
  private final Class<?> type;
  private final int number;

  /// A component of today's type.
  ///
  /// @param written its place in what was written, -1 where it is not
  private record Member(int written, Class<?> type, @Nullable Object usual) {}

  /// @param number of the type in its shape
  /// @param names of the components that were written
  RecordSite(int number, Class<?> type, List<String> names) {
    this.number = number;
    this.type = type;
    try {
      RecordComponent[] today = type.getRecordComponents();
      var types = new Class<?>[today.length];
      for (int i = 0; i < today.length; i++) {
        types[i] = today[i].getType();
        int written = names.indexOf(today[i].getName());
        members.add(
            new Member(written, types[i], written < 0 ? usual(type, today[i].getName()) : null));
      }
      Constructor<?> canonical = type.getDeclaredConstructor(types);
      canonical.setAccessible(true);
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      constructor =
          lookup
              .unreflectConstructor(canonical)
              .asType(java.lang.invoke.MethodType.genericMethodType(types.length))
              .asSpreader(Object[].class, types.length);
      for (String name : names) {
        for (RecordComponent component : today) {
          if (component.getName().equals(name)) {
            Method accessor = component.getAccessor();
            accessor.setAccessible(true);
            accessors.add(
                lookup
                    .unreflect(accessor)
                    .asType(java.lang.invoke.MethodType.genericMethodType(1)));
          }
        }
      }
      equalMeansSame = !declaresEquals(type);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot record " + type + ".", e);
    }
  }

  private static Object usual(Class<?> type, String component) {
    return Optional.ofNullable(DecisionRecord.USUAL.getOrDefault(type, Map.of()).get(component))
        .or(() -> CanonicalJson.usual(type, component))
        .orElseThrow(() ->
            new IllegalArgumentException(
                "A decision was recorded without %s.%s, which has no usual value.\nMaybe name one in LaterMembers."
                    .formatted(type.getName(), component)));
  }

  private static boolean declaresEquals(Class<?> type) {
    try {
      // A record's own equals is declared by the compiler, too; it is final then.
      Method equals = type.getDeclaredMethod("equals", Object.class);
      return !java.lang.reflect.Modifier.isFinal(equals.getModifiers());
    } catch (NoSuchMethodException e) {
      return false;
    }
  }

  int number() {
    return number;
  }

  boolean holds(Object value) {
    return type.isInstance(value);
  }

  /// Whether two values that are equal are the same in every component.
  boolean equalMeansSame() {
    return equalMeansSame;
  }

  void write(Columns.Writing to, Object value) {
    for (int i = 0; i < components.size(); i++) {
      components.get(i).write(to, get(value, i));
    }
  }

  Object get(Object value, int component) {
    try {
      return accessors.get(component).invokeExact(value);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  Object read(Columns.Reading from) {
    var written = new Object[components.size()];
    for (int i = 0; i < written.length; i++) {
      written[i] = components.get(i).read(from);
    }
    return of(written);
  }

  /// @param written a value for each component that was written
  Object of(Object... written) {
    @Nullable Object[] values = new @Nullable Object[members.size()];
    for (int i = 0; i < values.length; i++) {
      Member member = members.get(i);
      values[i] = member.written < 0 ? member.usual : adapted(member.type, written[member.written]);
    }
    try {
      return constructor.invoke(values);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /// A whole number may have become a wider or a narrower one.
  private static Object adapted(Class<?> type, Object value) {
    if (type == long.class && value instanceof Integer number) {
      return number.longValue();
    }
    if (type == int.class && value instanceof Long number) {
      return Math.toIntExact(number);
    }
    return value;
  }
}
