package dev.whence.service.store;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
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
/// @param name in error messages
record DatabaseUser(List<String> prefix, String name) {
  private static final int ROOT = 0;
  private static final String NOBODY = "nobody";

  DatabaseUser {
    prefix = List.copyOf(prefix);
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
            "The data in %s belongs to another user (%s).\nMaybe start as that user, or name another folder with --data-dir."
                .formatted(data, Files.getOwner(data).getName()));
      }
      return new DatabaseUser(List.of(), "you");
    }
    if (owner != ROOT) {
      return unprivileged(folder, programs, owner, group(data));
    }
    if (userNamespaces && succeeds(List.of("unshare", "--user", "true"))) {
      return new DatabaseUser(List.of("unshare", "--user"), "root in a user namespace");
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

  /// The ways to become another user, the plainest first. The second also lets the database walk
  /// through folders that only root may enter, such as root's home.
  private static DatabaseUser unprivileged(Path folder, Path programs, int user, int group) {
    List<String> become =
        List.of("setpriv", "--reuid=" + user, "--regid=" + group, "--clear-groups");
    List<List<String>> ways =
        List.of(
            become,
            withCapability(become, "dac_read_search"),
            withCapability(become, "dac_override"),
            List.of(
                "su",
                "-s",
                "/bin/sh",
                "-c",
                "exec \"$0\" \"$@\"",
                String.valueOf(name(folder)),
                "--"));
    for (List<String> way : ways) {
      var candidate = new DatabaseUser(way, "user " + user);
      if (succeeds(candidate.command("test", List.of("-x", programs.toString())))
          && succeeds(candidate.command("test", List.of("-w", folder.toString())))) {
        return candidate;
      }
    }
    throw new StoreUnavailableException(
        "The embedded database must not run as root, and %s cannot work in %s.\nMaybe start as an ordinary user, name a folder that everyone may enter with --data-dir, or install setpriv (util-linux)."
            .formatted(name(folder), folder));
  }

  private static List<String> withCapability(List<String> become, String capability) {
    var words = new ArrayList<>(become);
    words.add("--inh-caps=+" + capability);
    words.add("--ambient-caps=+" + capability);
    return words;
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
    var users = folder.getFileSystem().getUserPrincipalLookupService();
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
