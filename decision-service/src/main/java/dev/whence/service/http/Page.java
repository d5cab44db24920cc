package dev.whence.service.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.whence.service.failures.FailureException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A part of a list.
///
/// @param nextCursor what to send as `cursor` for the part after it; left out at the end
public record Page<T>(List<T> items, @Nullable String nextCursor) {
  private static final int USUAL = 50;
  private static final int MOST = 500;

  public Page {
    items = List.copyOf(items);
  }

  /// The first `limit` of `found`; one more that was found shows that the list goes on.
  ///
  /// @param key what tells one item from the others, for [#cursor]
  public static <T> Page<T> of(List<T> found, int limit, Function<T, List<String>> key) {
    if (found.size() <= limit) {
      return new Page<>(found, null);
    }
    List<T> items = found.subList(0, limit);
    return new Page<>(items, cursorAfter(key.apply(items.getLast())));
  }

  /// The cursor of what comes after an item.
  ///
  /// @param key what tells the item from the others
  public static String cursorAfter(List<String> key) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Json.bytes(key));
  }

  public <V> Page<V> map(Function<T, V> view) {
    return new Page<>(items.stream().map(view).toList(), nextCursor);
  }

  public static int limit(Fields query) {
    return query.integerOr("limit", 1, MOST, USUAL);
  }

  /// The key of the last item seen; `parts` empty texts to start with.
  public static List<String> cursor(Fields query, int parts) {
    List<String> start = Collections.nCopies(parts, "");
    if (!query.has("cursor")) {
      return start;
    }
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(query.raw().path("cursor").asText());
      var key = new ArrayList<String>();
      for (JsonNode part : Json.parse(bytes)) {
        if (!Storable.isStorable(part.asText())) {
          throw new IllegalArgumentException(part.asText());
        }
        key.add(part.asText());
      }
      if (key.size() == parts) {
        return key;
      }
    } catch (IllegalArgumentException | FailureException e) {
      // Falls through: not a cursor of ours.
    }
    query.complain("cursor", "must be the nextCursor of an earlier page");
    return start;
  }
}
