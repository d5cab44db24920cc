package dev.whence.models.bundles;

import dev.whence.domain.estimates.ModelRef;
import dev.whence.models.bundles.LoadResult.Check;
import dev.whence.models.bundles.LoadResult.Loaded;
import dev.whence.models.bundles.LoadResult.Missing;
import dev.whence.models.bundles.LoadResult.Refused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The released bundles below a folder: `<root>/<name>/<version>/`.
///
/// Versions are compared run by run: a run of digits as a number, anything else as text, digits
/// before text, and a version that ends before another comes first. So `1.9` comes before `1.10`,
/// `2026-04-12` before `2026-11-01`, and `2026-11-01` before `2026-11-01-b`. Folders that begin
/// with a dot are drafts and ignored.
public final class ReleasedModels {
  private static final Pattern RUN = Pattern.compile("\\d+|\\D+");

  /// From oldest to newest.
  public static final Comparator<String> VERSION_ORDER = ReleasedModels::compareVersions;

  private ReleasedModels() {}

  /// The folder of the newest version, if there is any.
  public static Optional<Path> newest(Path root, String name) {
    return versions(root, name).stream()
        .reduce((older, newer) -> newer)
        .map(version -> root.resolve(name).resolve(version));
  }

  /// All versions of a model, oldest first.
  public static List<String> versions(Path root, String name) {
    Path folder = root.resolve(name);
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var children = Files.list(folder)) {
      return children
          .filter(Files::isDirectory)
          .map(child -> String.valueOf(child.getFileName()))
          .filter(version -> !version.startsWith("."))
          .sorted(VERSION_ORDER)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Loads the newest version. A broken one is refused rather than replaced by an older one: which
  /// model decides is not for a damaged file to say.
  public static LoadResult load(Path root, String name) {
    Optional<Path> folder;
    try {
      folder = newest(root, name);
    } catch (UncheckedIOException e) {
      return new Missing(name, root.resolve(name) + " cannot be read: " + e.getMessage());
    }
    if (folder.isEmpty()) {
      return new Missing(
          name, "There is no version in %s.\nMaybe train one.".formatted(root.resolve(name)));
    }
    LoadResult result = Bundles.load(folder.get());
    var place = new ModelRef(name, String.valueOf(folder.get().getFileName()));
    Optional<ModelRef> wrong =
        wrong(result, place)
            .or(() -> result.second().flatMap(second -> wrong(second, Bundles.secondOf(place))));
    if (wrong.isEmpty()) {
      return result;
    }
    result.close();
    return new Refused(
        name,
        Check.CARD,
        "The folder %s holds the card of %s/%s.\nMaybe it was copied to the wrong place."
            .formatted(folder.get(), wrong.get().name(), wrong.get().version()));
  }

  /// Whose card lies in the place of another.
  private static Optional<ModelRef> wrong(LoadResult result, ModelRef place) {
    return result instanceof Loaded(Bundle bundle, _) && !bundle.card().ref().equals(place)
        ? Optional.of(bundle.card().ref())
        : Optional.empty();
  }

  private static int compareVersions(String a, String b) {
    var left = RUN.matcher(a);
    var right = RUN.matcher(b);
    while (true) {
      boolean more = left.find();
      boolean other = right.find();
      if (!more || !other) {
        return Boolean.compare(more, other);
      }
      int compared = compareRuns(left.group(), right.group());
      if (compared != 0) {
        return compared;
      }
    }
  }

  private static int compareRuns(String a, String b) {
    boolean number = Character.isDigit(a.charAt(0));
    boolean otherNumber = Character.isDigit(b.charAt(0));
    if (number && otherNumber) {
      return new BigInteger(a).compareTo(new BigInteger(b));
    }
    return number == otherNumber ? a.compareTo(b) : Boolean.compare(otherNumber, number);
  }
}
