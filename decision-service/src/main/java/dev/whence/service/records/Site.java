package dev.whence.service.records;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Currency;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// A place in the types where values stand: into which columns they are written.
sealed interface Site {
  void write(Columns.Writing to, Object value);

  Object read(Columns.Reading from);

  /// What is written as one whole number.
  enum Numeral {
    INT,
    LONG,
    BOOLEAN,
    DATE,
    TIME
  }

  /// What is written as a text.
  enum Wording {
    TEXT,
    DECIMAL,
    CURRENCY,
    ZONE
  }

  /// What is written as seconds and nanoseconds.
  enum Clock {
    INSTANT,
    DURATION
  }

  record Whole(int column, Numeral kind) implements Site {
    @Override
    public void write(Columns.Writing to, Object value) {
      to.whole(
          column,
          switch (kind) {
            case INT -> (Integer) value;
            case LONG -> (Long) value;
            case BOOLEAN -> (Boolean) value ? 1 : 0;
            case DATE -> ((LocalDate) value).toEpochDay();
            case TIME -> ((LocalTime) value).toNanoOfDay();
          });
    }

    @Override
    public Object read(Columns.Reading from) {
      long value = from.whole(column);
      return switch (kind) {
        case INT -> (Object) Math.toIntExact(value);
        case LONG -> value;
        case BOOLEAN -> value != 0;
        case DATE -> LocalDate.ofEpochDay(value);
        case TIME -> LocalTime.ofNanoOfDay(value);
      };
    }
  }

  record Fraction(int column) implements Site {
    @Override
    public void write(Columns.Writing to, Object value) {
      to.fraction(column, (Double) value);
    }

    @Override
    public Object read(Columns.Reading from) {
      return from.fraction(column);
    }
  }

  /// A list of fractions.
  record Vector(int column) implements Site {
    @Override
    public void write(Columns.Writing to, Object value) {
      @SuppressWarnings("unchecked") // the component's type
      var fractions = (List<Double>) value;
      to.vector(column, fractions);
    }

    @Override
    public Object read(Columns.Reading from) {
      return from.vector(column);
    }
  }

  record Text(int column, Wording kind) implements Site {
    @Override
    public void write(Columns.Writing to, Object value) {
      to.text(
          column,
          switch (kind) {
            case TEXT -> (String) value;
            case DECIMAL -> value.toString();
            case CURRENCY -> ((Currency) value).getCurrencyCode();
            case ZONE -> ((ZoneId) value).getId();
          });
    }

    @Override
    public Object read(Columns.Reading from) {
      String text = from.text(column);
      return switch (kind) {
        case TEXT -> text;
        case DECIMAL -> new BigDecimal(text);
        case CURRENCY -> Currency.getInstance(text);
        case ZONE -> ZoneId.of(text);
      };
    }
  }

  /// Seconds, and nanoseconds beside them.
  record Nanos(int seconds, int nanos, Clock kind) implements Site {
    @Override
    public void write(Columns.Writing to, Object value) {
      switch (kind) {
        case INSTANT -> {
          var moment = (Instant) value;
          write(to, moment.getEpochSecond(), moment.getNano());
        }
        case DURATION -> {
          var span = (Duration) value;
          write(to, span.getSeconds(), span.getNano());
        }
      }
    }

    private void write(Columns.Writing to, long whole, int rest) {
      to.whole(seconds, whole);
      to.whole(nanos, rest);
    }

    @Override
    public Object read(Columns.Reading from) {
      long whole = from.whole(seconds);
      long rest = from.whole(nanos);
      return switch (kind) {
        case INSTANT -> Instant.ofEpochSecond(whole, rest);
        case DURATION -> Duration.ofSeconds(whole, rest);
      };
    }
  }

  record Local(Nanos moment, Text zone) implements Site {
    @Override
    public void write(Columns.Writing to, Object value) {
      var local = (ZonedDateTime) value;
      moment.write(to, local.toInstant());
      zone.write(to, local.getZone());
    }

    @Override
    public Object read(Columns.Reading from) {
      return ZonedDateTime.ofInstant((Instant) moment.read(from), (ZoneId) zone.read(from));
    }
  }

  /// A list, or a set in its natural order.
  record Many(int count, Site element, boolean set) implements Site {
    @Override
    public void write(Columns.Writing to, Object value) {
      Collection<?> all = set ? new TreeSet<>((Set<?>) value) : (List<?>) value;
      to.whole(count, all.size());
      all.forEach(each -> element.write(to, each));
    }

    @Override
    public Object read(Columns.Reading from) {
      int size = Math.toIntExact(from.whole(count));
      var all = new ArrayList<Object>(size);
      for (int i = 0; i < size; i++) {
        all.add(element.read(from));
      }
      return set ? new LinkedHashSet<>(all) : List.copyOf(all);
    }
  }

  /// A word of a closed list.
  record Case(int column, List<Object> constants) implements Site {
    @Override
    public void write(Columns.Writing to, Object value) {
      to.whole(column, constants.indexOf(value));
    }

    @Override
    public Object read(Columns.Reading from) {
      return constants.get(Math.toIntExact(from.whole(column)));
    }
  }

  /// A case of a sealed interface.
  record Choice(int which, int reference, List<RecordSite> cases) implements Site {
    @Override
    public void write(Columns.Writing to, Object value) {
      int chosen = 0;
      while (!cases.get(chosen).holds(value)) {
        chosen++;
      }
      to.whole(which, chosen);
      to.pooled(reference, cases.get(chosen), value);
    }

    @Override
    public Object read(Columns.Reading from) {
      return from.pooled(reference, cases.get(Math.toIntExact(from.whole(which))));
    }
  }

  /// A record; equal ones are written once.
  record Pooled(int reference, RecordSite record) implements Site {
    @Override
    public void write(Columns.Writing to, Object value) {
      to.pooled(reference, record, value);
    }

    @Override
    public Object read(Columns.Reading from) {
      return from.pooled(reference, record);
    }
  }

  /// A record of one scalar.
  record Wrapped(RecordSite record, Site scalar) implements Site {
    @Override
    public void write(Columns.Writing to, Object value) {
      scalar.write(to, record.get(value, 0));
    }

    @Override
    public Object read(Columns.Reading from) {
      return record.of(scalar.read(from));
    }
  }

  /// A value that is kept apart.
  record Part(int reference) implements Site {
    @Override
    public void write(Columns.Writing to, Object value) {
      to.part(reference, value);
    }

    @Override
    public Object read(Columns.Reading from) {
      return from.part(reference);
    }
  }
}
