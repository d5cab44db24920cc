package dev.whence.service.embedded;

import dev.whence.service.store.StoreUnavailableException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// As whom the programs of PostgreSQL run. They refuse to run as root, so root needs a disguise.
///
/// Who owns the data stays its user for good: data made by root in a user namespace, by `nobody` or
/// by an ordinary user is opened the same way again.
///
/// @param prefix words before a program's own
record DatabaseUser(List<String> prefix) {
  private static final int ROOT = 0;
  private static final String NOBODY = "nobody";

  /// Where everyone may enter.
  static final Path ELSEWHERE = Path.of("/var/lib/whence");

  DatabaseUser {
    prefix = List.copyOf(prefix);
  }

  /// Makes the folder, at another place if need be: where root may not use a user namespace, the
  /// database runs as `nobody`, who cannot walk through folders such as root's home. Then `folder`
  /// becomes a link to a folder below [#ELSEWHERE].
  ///
  /// @return where it really is
  static Path makeFolder(Path folder, boolean userNamespaces) throws IOException {
    if (Files.isDirectory(folder)) {
      return folder.toRealPath();
    }
    if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(folder.toString());
    }
    Path parent = Files.createDirectories(folder.getParent());
    if (effectiveUser(parent) != ROOT
        || (userNamespaces && succeeds(List.of("unshare", "--user", "true")))
        || nobodyMayEnter(parent)) {
      return Files.createDirectory(folder).toRealPath();
    }
    Path elsewhere = Files.createTempDirectory(Files.createDirectories(ELSEWHERE), "postgres-");
    Files.setPosixFilePermissions(elsewhere, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.createSymbolicLink(folder, elsewhere);
    return elsewhere;
  }

  private static boolean nobodyMayEnter(Path folder) throws IOException {
    UserPrincipalLookupService users = folder.getFileSystem().getUserPrincipalLookupService();
    Path probe = Files.createTempFile("user", ".probe");
    try {
      give(probe, users.lookupPrincipalByName(NOBODY), findGroup(users));
      return waysToBecome(owner(probe), group(probe)).stream()
          .anyMatch(prefix -> new DatabaseUser(prefix).may("-x", folder));
    } finally {
      Files.delete(probe);
    }
  }

  /// Chooses the user for the data below `folder` and makes sure that user can work there.
  ///
  /// @param programs must be usable by that user
  /// @param userNamespaces whether root may try a user namespace
  /// @throws StoreUnavailableException if no user can work there
  static DatabaseUser choose(Path folder, Path data, Path programs, boolean userNamespaces)
      throws IOException {
    int me = effectiveUser(folder);
    boolean exists = Files.exists(data);
    int owner = exists ? owner(data) : me;
    if (me != ROOT) {
      if (owner != me) {
        throw new StoreUnavailableException(
            "The data in %s belongs to another user (%s).\nMaybe start as that user, or name another folder with --data-directory."
                .formatted(data, Files.getOwner(data).getName()));
      }
      return new DatabaseUser(List.of());
    }
    if (owner != ROOT) {
      return unprivileged(folder, programs, owner, group(data));
    }
    if (userNamespaces && succeeds(List.of("unshare", "--user", "true"))) {
      return new DatabaseUser(List.of("unshare", "--user"));
    }
    giveToNobody(folder, programs);
    return unprivileged(folder, programs, owner(folder), group(folder));
  }

  List<String> command(String program, List<String> arguments) {
    var words = new ArrayList<>(prefix);
    words.add(program);
    words.addAll(arguments);
    return words;
  }

  /// Gives a file that we made to the owner of `folder`.
  void takeOver(Path folder, Path file) throws IOException {
    var owners = Files.readAttributes(folder, PosixFileAttributes.class);
    if (owner(file) != owner(folder)) {
      give(file, owners.owner(), owners.group());
    }
  }

  private static DatabaseUser unprivileged(Path folder, Path programs, int user, int group) {
    for (List<String> prefix : waysToBecome(user, group)) {
      var candidate = new DatabaseUser(prefix);
      if (candidate.may("-x", programs) && candidate.may("-w", folder)) {
        return candidate;
      }
    }
    throw new StoreUnavailableException(
        "The embedded database must not run as root, and %s cannot work in %s.\nMaybe start as an ordinary user, name a folder that everyone may enter with --data-directory, or install setpriv (util-linux)."
            .formatted(name(folder), folder));
  }

  private static List<List<String>> waysToBecome(int user, int group) {
    return List.of(
        List.of("setpriv", "--reuid=" + user, "--regid=" + group, "--clear-groups"),
        List.of("su", "-s", "/bin/sh", "-c", "exec \"$0\" \"$@\"", NOBODY, "--"));
  }

  private boolean may(String permission, Path file) {
    return succeeds(command("test", List.of(permission, file.toString())));
  }

  private static String name(Path file) {
    try {
      return Files.getOwner(file).getName();
    } catch (IOException e) {
      return NOBODY;
    }
  }

  /// All but the programs, which everyone can read.
  private static void giveToNobody(Path folder, Path programs) throws IOException {
    UserPrincipalLookupService users = folder.getFileSystem().getUserPrincipalLookupService();
    UserPrincipal nobody = users.lookupPrincipalByName(NOBODY);
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file :
          (Iterable<Path>)
              all.filter(file -> !programs.startsWith(file) || file.equals(folder))::iterator) {
        give(file, nobody, findGroup(users));
      }
    }
  }

  private static GroupPrincipal findGroup(UserPrincipalLookupService users) throws IOException {
    try {
      return users.lookupPrincipalByGroupName("nogroup"); // Debian
    } catch (UserPrincipalNotFoundException e) {
      return users.lookupPrincipalByGroupName(NOBODY);
    }
  }

  private static void give(Path file, UserPrincipal user, GroupPrincipal group) throws IOException {
    var view =
        Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    view.setOwner(user);
    view.setGroup(group);
  }

  private static int effectiveUser(Path folder) throws IOException {
    Path probe = Files.createTempFile(folder, "user", ".probe");
    try {
      return owner(probe);
    } finally {
      Files.delete(probe);
    }
  }

  private static int owner(Path file) throws IOException {
    return (Integer) Files.getAttribute(file, "unix:uid");
  }

  private static int group(Path file) throws IOException {
    return (Integer) Files.getAttribute(file, "unix:gid");
  }

  private static boolean succeeds(List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .start();
      process.getInputStream().transferTo(OutputStream.nullOutputStream());
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false; // no such program
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
