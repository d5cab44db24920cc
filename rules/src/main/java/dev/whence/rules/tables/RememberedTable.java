package dev.whence.rules.tables;

import dev.whence.rules.tables.pieces.FactClasses;
import dev.whence.rules.tables.schema.Condition;
import dev.whence.rules.tables.schema.WholeRange;
import java.lang.reflect.Array;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/// Asks another engine once for each class of facts that the table cannot tell apart, and remembers
/// its verdict. See `docs/decisions/0013`.
final class RememberedTable<F extends Record, A> implements TableEngine<F, A> {
  /// Verdicts kept for one table. An order of 6 lines at 12 nodes with 8 services asks for some
  /// hundred.
  static final int CAPACITY = 1 << 14;

  private static final long[] NOTHING = {};

  private final Class<F> factType;
  private final TableEngine<F, A> engine;
  private final FactClasses<F> classes;
  private final VerdictCache<List<A>> known;

  RememberedTable(CheckedTable<F, A> table, TableEngine<F, A> engine) {
    this(table, table.columns(), engine, CAPACITY);
  }

  /// @param columns what [CheckedTable#columns()] gave, which takes long for many rows
  /// @param capacity see [VerdictCache]
  RememberedTable(
      CheckedTable<F, A> table,
      List<FactClasses.Column<F, ?>> columns,
      TableEngine<F, A> engine,
      int capacity) {
    this.factType = table.schema().fact();
    this.engine = engine;
    classes = new FactClasses<>(columns);
    known = new VerdictCache<>(capacity);
  }

  @Override
  public List<A> verdict(F fact) {
    long first = classes.word(0, fact);
    long[] rest = rest(fact);
    Optional<List<A>> found = known.find(first, rest);
    return found.isPresent() ? found.get() : ask(fact, first, rest);
  }

  private List<A> ask(F fact, long first, long[] rest) {
    List<A> verdict = engine.verdict(fact);
    known.put(first, rest, verdict);
    return verdict;
  }

  @Override
  public List<List<A>> verdicts(List<F> facts) {
    F[] asked = array(facts);
    long[][] words = new long[classes.words()][];
    for (int word = 0; word < words.length; word++) {
      words[word] = classes.word(word, asked);
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of lists of the same A
    List<A>[] verdicts = new List[asked.length];
    int[] missing = new int[asked.length];
    int missed = 0;
    boolean found = false;
    for (int i = 0; i < asked.length; i++) {
      if (i > 0 && isSame(words, i - 1, i)) {
        verdicts[i] = verdicts[i - 1];
      } else {
        Optional<List<A>> verdict = known.find(words[0][i], rest(words, i));
        found = verdict.isPresent();
        verdicts[i] = verdict.orElse(List.of());
      }
      if (!found) {
        missing[missed++] = i;
      }
    }
    if (missed > 0) {
      askFor(Arrays.copyOf(missing, missed), asked, words, verdicts);
    }
    return Collections.unmodifiableList(Arrays.asList(verdicts));
  }

  /// A class is named column by column, so facts of one class stay together whatever a column of
  /// all of them becomes.
  @Override
  public int[] kinds(List<F> facts) {
    var numbers = new HashMap<LongBuffer, Integer>();
    int[] kinds = new int[facts.size()];
    for (int i = 0; i < kinds.length; i++) {
      F fact = facts.get(i);
      long[] name = new long[classes.words()];
      for (int word = 0; word < name.length; word++) {
        name[word] = classes.word(word, fact);
      }
      kinds[i] = numbers.computeIfAbsent(LongBuffer.wrap(name), _ -> numbers.size());
    }
    return kinds;
  }

  @Override
  public WholeRange around(Condition<F, Long> column, long value) {
    return classes.around(column, value);
  }

  /// Asks for one fact of each missing class, all at once.
  private void askFor(int[] missing, F[] facts, long[][] words, List<A>[] verdicts) {
    var numbers = new HashMap<LongBuffer, Integer>();
    var unknown = new ArrayList<F>();
    int[] numberOf = new int[missing.length];
    for (int m = 0; m < missing.length; m++) {
      int fact = missing[m];
      numberOf[m] = numbers.computeIfAbsent(name(words, fact), _ -> unknown.size());
      if (numberOf[m] == unknown.size()) {
        unknown.add(facts[fact]);
      }
    }
    List<List<A>> answers = engine.verdicts(unknown);
    for (int m = 0; m < missing.length; m++) {
      verdicts[missing[m]] = answers.get(numberOf[m]);
    }
    numbers.forEach((name, number) -> {
      long[] all = name.array();
      long[] rest = all.length == 1 ? NOTHING : Arrays.copyOfRange(all, 1, all.length);
      known.put(all[0], rest, answers.get(number));
    });
  }

  /// The numbers that name a class, as a key.
  private static LongBuffer name(long[][] words, int fact) {
    return LongBuffer.wrap(Arrays.stream(words).mapToLong(word -> word[fact]).toArray());
  }

  private static boolean isSame(long[][] words, int a, int b) {
    for (long[] word : words) {
      if (word[a] != word[b]) {
        return false;
      }
    }
    return true;
  }

  private long[] rest(F fact) {
    if (classes.words() == 1) {
      return NOTHING;
    }
    long[] rest = new long[classes.words() - 1];
    for (int i = 0; i < rest.length; i++) {
      rest[i] = classes.word(i + 1, fact);
    }
    return rest;
  }

  private static long[] rest(long[][] words, int fact) {
    if (words.length == 1) {
      return NOTHING;
    }
    long[] rest = new long[words.length - 1];
    for (int i = 0; i < rest.length; i++) {
      rest[i] = words[i + 1][fact];
    }
    return rest;
  }

  @SuppressWarnings("unchecked") // an array of the facts' class
  private F[] array(List<F> facts) {
    return facts.toArray((F[]) Array.newInstance(factType, facts.size()));
  }
}
