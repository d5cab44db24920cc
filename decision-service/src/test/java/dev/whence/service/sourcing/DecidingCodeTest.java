package dev.whence.service.sourcing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecidingCodeTest {
  private static final String CLASS = "dev/whence/rules/Decides.class";

  @TempDir private Path folder;

  @Test
  void ofAFolderAndOfAnArchiveOfItItIsTheSame() throws IOException {
    long ofFolder = DecidingCode.digest(classes("folder", "one"));
    Path jar = folder.resolve("rules.jar");
    try (FileSystem archive = FileSystems.newFileSystem(jar, Map.of("create", "true"))) {
      write(archive.getPath("/META-INF/MANIFEST.MF"), "made on another day");
      write(archive.getPath("/" + CLASS), "one");
    }
    try (FileSystem archive = FileSystems.newFileSystem(jar)) {
      assertThat(DecidingCode.digest(archive.getPath("/"))).isEqualTo(ofFolder);
    }
  }

  @Test
  void otherCodeHasAnother() throws IOException {
    assertThat(DecidingCode.digest(classes("a", "one")))
        .isNotEqualTo(DecidingCode.digest(classes("b", "two")));
  }

  @Test
  void thisProcessHasOne() {
    assertThat(DecidingCode.digest()).isEqualTo(DecidingCode.digest()).isNotZero();
  }

  private Path classes(String name, String content) throws IOException {
    Path root = folder.resolve(name);
    write(root.resolve(CLASS), content);
    return root;
  }

  private static void write(Path file, String content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
