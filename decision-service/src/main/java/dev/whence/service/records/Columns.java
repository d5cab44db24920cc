package dev.whence.service.records;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/// Values as columns of whole numbers, beside the texts and fractions that they count. Equal texts,
/// fractions and records are written once and referred to after that: 0 stands for a new one, else
/// it is its number, from 1.
///
/// One or more sections: a later one refers to what stood in those before, and these can be read
/// without it. In a section each column is written as it is or as differences, whichever is
/// shorter, and all of them are deflated; fractions that are no short decimals stand behind as they
/// are, for nothing makes them shorter.
final class Columns {
  private static final int TEXT_LENGTH = 0;
  private static final int FRACTION_KIND = 1;
  private static final int FRACTION_DIGITS = 2;
  private static final int VECTOR_LENGTH = 3;
  private static final int VECTOR_LIKE = 4;
  private static final int VECTOR_ELEMENT = 5;
  private static final int VECTOR_LINE = 6;
  private static final int VECTOR_OFF = 7;

  /// How many columns are not of one site.
  static final int SHARED = 8;

  /// Kinds of fractions below this one are decimals of so many places.
  private static final int SINGLE = 7;

  private static final int DOUBLE = 8;
  private static final double[] POWERS = {1, 10, 100, 1_000, 10_000, 100_000, 1_000_000};
  private static final long MOST_DIGITS = 1_000_000_000L;

  /// Vectors that a further one is compared with.
  private static final int MODELS = 8;

  /// A vector may be off by so many units in the last place to count as like another.
  private static final long MOST_OFF = 1 << 14;

  private Columns() {}

  /// Numbers a text, a fraction, a record, from 0.
  private static final class Pool<T> {
    private final Map<T, Integer> numbers = new HashMap<>();
    private int size;

    /// The number, or -1 for a new one.
    int find(T value) {
      return numbers.getOrDefault(value, -1);
    }

    void add(T value) {
      numbers.put(value, size++);
    }

    void skip() {
      size++;
    }
  }

  /// Not thread-safe.
  static final class Writing {
    private final @Nullable Numbers[] columns;
    private final Pool<String> texts = new Pool<>();
    private final Pool<Long> fractions = new Pool<>();
    private final Pool<List<Double>> vectors = new Pool<>();
    private final @Nullable Pool<Object>[] records;
    private final Pool<Object> parts = new Pool<>();
    private final List<Object> partValues = new ArrayList<>();
    private final List<List<Double>> models = new ArrayList<>();
    private final Output letters = new Output();
    private final Output raw = new Output();

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
    Writing(Shape shape) {
      columns = new @Nullable Numbers[shape.columns()];
      records = new @Nullable Pool[shape.records()];
    }

    void whole(int column, long value) {
      Numbers numbers = columns[column];
      if (numbers == null) {
        numbers = new Numbers();
        columns[column] = numbers;
      }
      numbers.add(value);
    }

    void text(int column, String value) {
      int number = texts.find(value);
      whole(column, number + 1);
      if (number < 0) {
        texts.add(value);
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        whole(TEXT_LENGTH, utf8.length);
        letters.all(utf8);
      }
    }

    void fraction(int column, double value) {
      long bits = Double.doubleToRawLongBits(value);
      int number = fractions.find(bits);
      whole(column, number + 1);
      if (number < 0) {
        fractions.add(bits);
        newFraction(value);
      }
    }

    private void newFraction(double value) {
      for (int places = 0; places < POWERS.length; places++) {
        double digits = Math.rint(value * POWERS[places]);
        if (Math.abs(digits) < MOST_DIGITS && same((long) digits / POWERS[places], value)) {
          whole(FRACTION_KIND, places);
          whole(FRACTION_DIGITS, (long) digits);
          return;
        }
      }
      if (same((float) value, value)) {
        whole(FRACTION_KIND, SINGLE);
        raw.low(Float.floatToRawIntBits((float) value), Float.BYTES);
      } else {
        whole(FRACTION_KIND, DOUBLE);
        raw.low(Double.doubleToRawLongBits(value), Double.BYTES);
      }
    }

    private static boolean same(double a, double b) {
      return Double.doubleToRawLongBits(a) == Double.doubleToRawLongBits(b);
    }

    void vector(int column, List<Double> value) {
      int number = vectors.find(value);
      whole(column, number + 1);
      if (number >= 0) {
        return;
      }
      vectors.add(value);
      whole(VECTOR_LENGTH, value.size());
      for (int i = 0; i < models.size(); i++) {
        Line line = Line.through(models.get(i), value);
        long[] off = line == null ? null : line.off(models.get(i), value);
        if (line != null && off != null) {
          whole(VECTOR_LIKE, i + 1);
          fraction(VECTOR_LINE, line.from);
          fraction(VECTOR_LINE, line.slope);
          for (long each : off) {
            whole(VECTOR_OFF, each);
          }
          return;
        }
      }
      whole(VECTOR_LIKE, 0);
      value.forEach(each -> fraction(VECTOR_ELEMENT, each));
      if (models.size() < MODELS) {
        models.add(value);
      }
    }

    void pooled(int column, RecordSite record, Object value) {
      Pool<Object> pool = records[record.number()];
      if (pool == null) {
        pool = new Pool<>();
        records[record.number()] = pool;
      }
      int number = record.equalMeansSame() ? pool.find(value) : -1;
      whole(column, number + 1);
      if (number < 0) {
        record.write(this, value);
        if (record.equalMeansSame()) {
          pool.add(value);
        } else {
          pool.skip();
        }
      }
    }

    void part(int column, Object value) {
      int number = parts.find(value);
      whole(column, number + 1);
      if (number < 0) {
        parts.add(value);
        partValues.add(value);
      }
    }

    /// Every part that was referred to so far, in the order in which they were first.
    List<Object> parts() {
      return partValues;
    }

    /// What was written since the section before.
    byte[] section() {
      var body = new Output();
      var data = new Output();
      var counts = new int[256];
      for (Numbers column : columns) {
        int start = data.size();
        boolean bySteps = column != null && column.writeShorter(data, counts);
        body.number((data.size() - start) * 2L + (bySteps ? 1 : 0));
      }
      body.number(letters.size());
      body.all(letters);
      body.all(data);
      byte[] deflated = deflate(body.toBytes());
      var section = new Output();
      section.number(body.size());
      section.number(deflated.length);
      section.number(raw.size());
      section.all(deflated);
      section.all(raw);
      letters.cut(0);
      raw.cut(0);
      return section.toBytes();
    }

    private static byte[] deflate(byte[] bytes) {
      try (var deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true)) {
        deflater.setInput(bytes);
        deflater.finish();
        var deflated = new byte[bytes.length / 2 + 64];
        int size = 0;
        while (!deflater.finished()) {
          if (size == deflated.length) {
            deflated = Arrays.copyOf(deflated, 2 * size);
          }
          size += deflater.deflate(deflated, size, deflated.length - size);
        }
        return Arrays.copyOf(deflated, size);
      }
    }
  }

  /// Not thread-safe.
  static final class Reading {
    private final int count;
    private final IntFunction<Object> parts;
    private final List<String> texts = new ArrayList<>();
    private final List<Double> fractions = new ArrayList<>();
    private final List<List<Double>> vectors = new ArrayList<>();
    private final List<List<Double>> models = new ArrayList<>();
    private final Map<Integer, List<Object>> records = new HashMap<>();
    private int knownParts;
    private Input[] columns = {};
    private ByteBuffer letters = ByteBuffer.allocate(0);
    private ByteBuffer raw = ByteBuffer.allocate(0);

    /// @param parts by the order in which they were first referred to, from 0
    Reading(int columns, IntFunction<Object> parts) {
      this.count = columns;
      this.parts = parts;
    }

    /// Goes on to the next section.
    void section(ByteBuffer from) {
      int size = Math.toIntExact(read(from));
      int deflated = Math.toIntExact(read(from));
      int fractionBytes = Math.toIntExact(read(from));
      ByteBuffer body = ByteBuffer.wrap(inflate(slice(from, deflated), size));
      raw = slice(from, fractionBytes);
      var lengths = new long[count];
      for (int i = 0; i < count; i++) {
        lengths[i] = read(body);
      }
      letters = slice(body, Math.toIntExact(read(body)));
      columns = new Input[count];
      for (int i = 0; i < count; i++) {
        columns[i] = new Input(slice(body, Math.toIntExact(lengths[i] / 2)), (lengths[i] & 1) == 1);
      }
    }

    long whole(int column) {
      return columns[column].next();
    }

    String text(int column) {
      int number = reference(column);
      if (number < 0) {
        var utf8 = new byte[Math.toIntExact(whole(TEXT_LENGTH))];
        letters.get(utf8);
        texts.add(new String(utf8, StandardCharsets.UTF_8));
        return texts.getLast();
      }
      return texts.get(number);
    }

    double fraction(int column) {
      int number = reference(column);
      if (number < 0) {
        fractions.add(newFraction());
        return fractions.getLast();
      }
      return fractions.get(number);
    }

    private double newFraction() {
      int kind = Math.toIntExact(whole(FRACTION_KIND));
      return switch (kind) {
        case SINGLE -> raw.getFloat();
        case DOUBLE -> raw.getDouble();
        default -> whole(FRACTION_DIGITS) / POWERS[kind];
      };
    }

    List<Double> vector(int column) {
      int number = reference(column);
      if (number >= 0) {
        return vectors.get(number);
      }
      int length = Math.toIntExact(whole(VECTOR_LENGTH));
      int like = Math.toIntExact(whole(VECTOR_LIKE)) - 1;
      var elements = new ArrayList<Double>(length);
      if (like < 0) {
        for (int i = 0; i < length; i++) {
          elements.add(fraction(VECTOR_ELEMENT));
        }
        if (models.size() < MODELS) {
          models.add(elements);
        }
      } else {
        var line = new Line(fraction(VECTOR_LINE), fraction(VECTOR_LINE));
        for (double model : models.get(like)) {
          elements.add(line.at(model, whole(VECTOR_OFF)));
        }
      }
      List<Double> vector = List.copyOf(elements);
      vectors.add(vector);
      return vector;
    }

    Object pooled(int column, RecordSite record) {
      List<Object> pool = records.computeIfAbsent(record.number(), site -> new ArrayList<>());
      int number = reference(column);
      if (number >= 0) {
        return pool.get(number);
      }
      Object value = record.read(this);
      pool.add(value);
      return value;
    }

    Object part(int column) {
      int number = reference(column);
      return parts.apply(number < 0 ? knownParts++ : number);
    }

    private int reference(int column) {
      return Math.toIntExact(whole(column)) - 1;
    }

    private static ByteBuffer slice(ByteBuffer from, int length) {
      ByteBuffer slice = from.slice(from.position(), length);
      from.position(from.position() + length);
      return slice;
    }

    private static byte[] inflate(ByteBuffer bytes, int size) {
      try (var inflater = new Inflater(true)) {
        inflater.setInput(bytes);
        var inflated = new byte[size];
        int read = 0;
        while (read < size) {
          int more = inflater.inflate(inflated, read, size - read);
          if (more == 0) {
            throw new IllegalArgumentException(
                "A record ends after %d of %d bytes.".formatted(read, size));
          }
          read += more;
        }
        return inflated;
      } catch (DataFormatException e) {
        throw new IllegalArgumentException("A record cannot be inflated.", e);
      }
    }
  }

  /// One vector as another: in logarithms they lie on a line, as quantiles of two log-normal
  /// distributions do, up to the last bits, which are told apart. The functions are those of
  /// [StrictMath], which are the same to the last bit everywhere.
  private record Line(double from, double slope) {
    static @Nullable Line through(List<Double> model, List<Double> value) {
      int last = model.size() - 1;
      if (value.size() != model.size()
          || last < 2
          || model.getFirst() <= 0
          || value.getFirst() <= 0
          || model.get(last) <= model.getFirst()) {
        return null;
      }
      double low = StrictMath.log(model.getFirst());
      double slope =
          (StrictMath.log(value.get(last)) - StrictMath.log(value.getFirst()))
              / (StrictMath.log(model.get(last)) - low);
      return new Line(StrictMath.log(value.getFirst()) - slope * low, slope);
    }

    /// How far off each element is, in units in the last place.
    long @Nullable [] off(List<Double> model, List<Double> value) {
      var off = new long[value.size()];
      for (int i = 0; i < off.length; i++) {
        off[i] = Double.doubleToRawLongBits(value.get(i)) - guess(model.get(i));
        if (Math.abs(off[i]) > MOST_OFF) {
          return null;
        }
      }
      return off;
    }

    double at(double model, long off) {
      return Double.longBitsToDouble(guess(model) + off);
    }

    private long guess(double model) {
      return Double.doubleToRawLongBits(StrictMath.exp(from + slope * StrictMath.log(model)));
    }
  }

  /// Numbers of a column that is written.
  private static final class Numbers {
    private long[] values = new long[16];
    private int size;

    void add(long value) {
      if (size == values.length) {
        values = Arrays.copyOf(values, size * 2);
      }
      values[size++] = value;
    }

    /// Writes all of them as they are, or as differences if that is shorter, and forgets them.
    ///
    /// @return whether they are differences
    boolean writeShorter(Output to, int[] counts) {
      int first = to.size();
      write(to, false);
      int second = to.size();
      write(to, true);
      boolean bySteps =
          size > 1 && to.entropy(second, to.size(), counts) < to.entropy(first, second, counts);
      if (bySteps) {
        to.keepSecond(first, second);
      } else {
        to.cut(second);
      }
      size = 0;
      return bySteps;
    }

    private void write(Output to, boolean steps) {
      long previous = 0;
      for (int i = 0; i < size; i++) {
        long value = steps ? values[i] - previous : values[i];
        to.number((value << 1) ^ (value >> 63));
        previous = values[i];
      }
    }
  }

  /// Numbers of a column that is read.
  private static final class Input {
    private final ByteBuffer from;
    private final boolean steps;
    private long previous;

    Input(ByteBuffer from, boolean steps) {
      this.from = from;
      this.steps = steps;
    }

    long next() {
      long code = Columns.read(from);
      long value = (code >>> 1) ^ -(code & 1);
      previous = steps ? previous + value : value;
      return previous;
    }
  }

  /// A number as [Output#number] writes it.
  static long read(ByteBuffer from) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = from.get();
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }
}
