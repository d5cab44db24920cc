package dev.whence.pipeline.history;

import dev.whence.pipeline.history.HistoryReader.WrongColumn;
import dev.whence.pipeline.history.RecordColumns.Column;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.jspecify.annotations.Nullable;

/// Makes the columns record of a row from what lies in a Parquet file, whoever wrote it: columns
/// may be nullable, whole numbers of 32 or 64 bits, times in milli-, micro- or nanoseconds, and
/// there may be more columns. Conversions are exact or refused.
final class RowConverter<C extends Record> {

  private final RecordColumns<C> record;
  private final List<Column> columns;
  private final MessageType schema;
  private final @Nullable Object[] values;

  private RowConverter(RecordColumns<C> record, MessageType schema) {
    this.record = record;
    this.columns = record.columns();
    this.schema = schema;
    this.values = new Object[columns.size()];
  }

  /// @param file what columns the file has
  /// @throws WrongColumn if it lacks one that has no default, or has another type
  static <C extends Record> RowConverter<C> of(RecordColumns<C> record, MessageType file) {
    var present = new ArrayList<Type>();
    for (Column column : record.columns()) {
      if (file.containsField(column.name())) {
        Type type = file.getType(column.name());
        if (!type.isPrimitive() || type.isRepetition(Repetition.REPEATED)) {
          throw column.wrong("is no single value");
        }
        conversion(column, type.asPrimitiveType()); // or is refused
        present.add(type);
      } else if (column.isNeeded()) {
        throw column.wrong("is missing");
      }
    }
    if (present.isEmpty()) {
      throw new WrongColumn("it has none of the columns");
    }
    return new RowConverter<>(record, new MessageType(file.getName(), present));
  }

  MessageType schema() {
    return schema;
  }

  RecordMaterializer<C> materializer() {
    return new RecordMaterializer<>() {
      private final GroupConverter root = root();

      @Override
      public C getCurrentRecord() {
        return record.row(values);
      }

      @Override
      public GroupConverter getRootConverter() {
        return root;
      }
    };
  }

  private GroupConverter root() {
    List<Converter> converters = schema.getFields().stream().map(this::converter).toList();
    return new GroupConverter() {
      @Override
      public Converter getConverter(int field) {
        return converters.get(field);
      }

      @Override
      public void start() {
        Arrays.fill(values, null);
      }

      @Override
      public void end() {}
    };
  }

  private Converter converter(Type type) {
    int place = columns.stream().map(Column::name).toList().indexOf(type.getName());
    return new CellConverter(place, conversion(columns.get(place), type.asPrimitiveType()));
  }

  /// Puts the value of a column where the row is made; texts of a dictionary are made once.
  private final class CellConverter extends PrimitiveConverter {
    private final int place;
    private final Function<Object, Object> conversion;
    private List<Object> dictionary = List.of();

    private CellConverter(int place, Function<Object, Object> conversion) {
      this.place = place;
      this.conversion = conversion;
    }

    private void put(Object value) {
      values[place] = conversion.apply(value);
    }

    @Override
    public boolean hasDictionarySupport() {
      return columns.get(place).type() == String.class;
    }

    @Override
    public void setDictionary(Dictionary of) {
      var texts = new ArrayList<>();
      for (int id = 0; id <= of.getMaxId(); id++) {
        texts.add(conversion.apply(of.decodeToBinary(id)));
      }
      dictionary = texts;
    }

    @Override
    public void addValueFromDictionary(int id) {
      values[place] = dictionary.get(id);
    }

    @Override
    public void addBinary(Binary value) {
      put(value);
    }

    @Override
    public void addBoolean(boolean value) {
      put(value);
    }

    @Override
    public void addDouble(double value) {
      put(value);
    }

    @Override
    public void addFloat(float value) {
      put(value);
    }

    @Override
    public void addInt(int value) {
      put(value);
    }

    @Override
    public void addLong(long value) {
      put(value);
    }
  }

  /// How a value of a Parquet type becomes one of a component's type.
  private static Function<Object, Object> conversion(Column column, PrimitiveType from) {
    LogicalTypeAnnotation logical = from.getLogicalTypeAnnotation();
    PrimitiveTypeName stored = from.getPrimitiveTypeName();
    boolean isWhole = stored == PrimitiveTypeName.INT32 || stored == PrimitiveTypeName.INT64;
    boolean isPlain =
        logical == null
            || (logical instanceof IntLogicalTypeAnnotation signed && signed.isSigned());
    Class<?> to = column.type();
    Optional<Function<Object, Object>> conversion = Optional.empty();
    if (to == int.class && isWhole && isPlain) {
      conversion = Optional.of(value -> exactInt(column, (Number) value));
    } else if (to == long.class && isWhole && isPlain) {
      conversion = Optional.of(value -> ((Number) value).longValue());
    } else if (to == double.class && ((isWhole && isPlain) || isFloating(stored))) {
      conversion = Optional.of(value -> ((Number) value).doubleValue());
    } else if (to == boolean.class && stored == PrimitiveTypeName.BOOLEAN) {
      conversion = Optional.of(value -> value);
    } else if (to == Instant.class && logical instanceof TimestampLogicalTypeAnnotation time) {
      ChronoUnit unit =
          switch (time.getUnit()) {
            case MILLIS -> ChronoUnit.MILLIS;
            case MICROS -> ChronoUnit.MICROS;
            case NANOS -> ChronoUnit.NANOS;
          };
      conversion = Optional.of(value -> Instant.EPOCH.plus((Long) value, unit));
    } else if (to == LocalDate.class
        && logical instanceof LogicalTypeAnnotation.DateLogicalTypeAnnotation) {
      conversion = Optional.of(value -> LocalDate.ofEpochDay((Integer) value));
    } else if (to == String.class && isText(stored, logical)) {
      conversion = Optional.of(value -> ((Binary) value).toStringUsingUTF8());
    } else if (to.isEnum() && isText(stored, logical)) {
      conversion = Optional.of(value -> column.word(((Binary) value).toStringUsingUTF8()));
    }
    return conversion.orElseThrow(() ->
        column.wrong(
            "is %s%s, which is no %s"
                .formatted(stored, logical == null ? "" : " (" + logical + ")", kind(to))));
  }

  private static boolean isFloating(PrimitiveTypeName stored) {
    return stored == PrimitiveTypeName.DOUBLE || stored == PrimitiveTypeName.FLOAT;
  }

  /// Some writers forget to say that bytes are text.
  private static boolean isText(PrimitiveTypeName stored, @Nullable LogicalTypeAnnotation logical) {
    return stored == PrimitiveTypeName.BINARY
        && (logical == null
            || logical instanceof LogicalTypeAnnotation.StringLogicalTypeAnnotation
            || logical instanceof LogicalTypeAnnotation.EnumLogicalTypeAnnotation);
  }

  private static Object exactInt(Column column, Number value) {
    long whole = value.longValue();
    if (whole != (int) whole) {
      throw column.wrong("is " + whole + ", beyond 32 bits");
    }
    return (int) whole;
  }

  static String kind(Class<?> type) {
    if (type == String.class || type.isEnum()) {
      return "text";
    }
    if (type == Instant.class) {
      return "timestamp";
    }
    if (type == LocalDate.class) {
      return "date";
    }
    return type == boolean.class ? "truth value" : type == double.class ? "number" : "whole number";
  }
}
