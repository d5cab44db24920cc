package dev.whence.rules.tables.cells;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Sorts all postal codes into classes that a set of tests cannot tell apart: codes of one class
/// pass the same tests. Immutable.
///
/// The codes and ends that the tests name form a tree of characters. How a code compares with every
/// one of them follows from where it leaves the tree: at which node, between which of the node's
/// characters if a range ends beyond the node, and with how many characters in all, because a range
/// holds no shorter code.
public final class PostalClasses {
  /// Characters of postal codes first, then others that a request can have.
  private static final String LIKELY =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ!\"#$%&'()*+,./:;<=>?@[\\]^_`{|}~";

  private final Node root = new Node();

  /// Of the ends of ranges, ascending and distinct.
  private final int[] lengths;

  private final List<String> members = new ArrayList<>();

  private PostalClasses(List<Test<String>> tests) {
    var ends = new TreeSet<Integer>();
    for (Test<String> test : tests) {
      switch (test) {
        case Test.In<String>(var codes) -> codes.forEach(code -> add(code, false));
        case Test.NotIn<String>(var codes) -> codes.forEach(code -> add(code, false));
        case Test.Postal(_, var spans) -> spans.forEach(span -> add(span, ends));
        case Test.Any<String>() -> {}
        case Test.AtLeast<String> _,
            Test.MoreThan<String> _,
            Test.AtMost<String> _,
            Test.LessThan<String> _,
            Test.Between<String> _,
            Test.Range<String> _,
            Test.StartsWith _,
            Test.Contains _,
            Test.AnyOf<String> _,
            Test.NoneOf<String> _ ->
            throw new IllegalArgumentException("No test of postal codes: " + test + ".");
      }
    }
    lengths = ends.stream().mapToInt(Integer::intValue).toArray();
    number(root, "");
  }

  /// The classes that these tests of one column make.
  public static PostalClasses of(List<Test<String>> tests) {
    return new PostalClasses(tests);
  }

  /// A code of each class.
  public List<String> members() {
    return List.copyOf(members);
  }

  /// The class of a code: the index of its member. Every text lies in one.
  public int of(String code) {
    Node node = root;
    int depth = 0;
    while (depth < code.length()) {
      Node next = node.next.get(code.charAt(depth));
      if (next == null) {
        int gap = node.isOrdered ? node.next.headMap(code.charAt(depth)).size() : 0;
        return node.beyond[gap][lengthsUpTo(code.length()) - lengthsUpTo(depth + 1)];
      }
      node = next;
      depth++;
    }
    return node.own;
  }

  private void add(PostalSpan span, Set<Integer> ends) {
    switch (span) {
      case PostalSpan.Code(var code) -> add(code, false);
      case PostalSpan.Start(var start) -> add(start, false);
      case PostalSpan.Range(var low, var high) -> {
        add(low, true);
        add(high, true);
        ends.add(low.length());
      }
    }
  }

  private void add(String key, boolean isEnd) {
    Node node = root;
    for (int i = 0; i < key.length(); i++) {
      node.isOrdered |= isEnd;
      node = node.next.computeIfAbsent(key.charAt(i), _ -> new Node());
    }
  }

  /// Gives the classes of a node and of all beyond it their numbers.
  private void number(Node node, String path) {
    node.own = number(path);
    var characters = new ArrayList<>(node.next.keySet());
    int gaps = node.isOrdered ? characters.size() + 1 : 1;
    int first = lengthsUpTo(path.length() + 1);
    node.beyond = new int[gaps][lengths.length - first + 1];
    for (int gap = 0; gap < gaps; gap++) {
      int character =
          node.isOrdered
              ? between(
                  gap == 0 ? -1 : characters.get(gap - 1),
                  gap == characters.size() ? Character.MAX_VALUE + 1 : characters.get(gap))
              : otherThan(characters);
      if (character < 0) {
        continue; // no character lies there, so no code does
      }
      String shortest = path + (char) character;
      for (int i = 0; i < node.beyond[gap].length; i++) {
        int length = i == 0 ? shortest.length() : lengths[first + i - 1];
        node.beyond[gap][i] = number(shortest + "0".repeat(length - shortest.length()));
      }
    }
    node.next.forEach((character, next) -> number(next, path + character));
  }

  private int number(String member) {
    members.add(member);
    return members.size() - 1;
  }

  private int lengthsUpTo(int length) {
    int count = 0;
    while (count < lengths.length && lengths[count] <= length) {
      count++;
    }
    return count;
  }

  /// A character between two, -1 when there is none.
  private static int between(int low, int high) {
    return LIKELY
        .chars()
        .filter(c -> low < c && c < high)
        .findFirst()
        .orElse(high - low > 1 ? low + 1 : -1);
  }

  private static int otherThan(List<Character> characters) {
    return LIKELY
        .chars()
        .filter(c -> !characters.contains((char) c))
        .findFirst()
        .orElseGet(
            () -> characters.getLast() < Character.MAX_VALUE ? characters.getLast() + 1 : -1);
  }

  private static final class Node {
    private static final int[][] NONE = {};

    /// By the next character.
    final NavigableMap<Character, Node> next = new TreeMap<>();

    /// Whether the end of a range lies beyond this node.
    boolean isOrdered;

    /// The class of the code that ends here.
    int own;

    /// Classes of the codes that leave the tree here, by the gap between characters and by how many
    /// lengths of ranges they reach.
    int[][] beyond = NONE;
  }
}
