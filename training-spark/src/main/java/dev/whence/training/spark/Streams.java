package dev.whence.training.spark;

import java.util.Iterator;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// What Spark hands over is an iterator.
final class Streams {
  private Streams() {}

  static <A, B> Iterator<B> mapped(Iterator<A> given, Function<? super A, ? extends B> function) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return given.hasNext();
      }

      @Override
      public B next() {
        return function.apply(given.next());
      }
    };
  }

  static <T> Stream<T> of(Iterator<T> once) {
    Iterable<T> all = () -> once;
    return StreamSupport.stream(all.spliterator(), false);
  }
}
