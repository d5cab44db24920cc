package dev.whence.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileTreeTest {
  @Test
  void everythingBelowIsDeleted_butNotWhereLinksLead(@TempDir Path folder) throws IOException {
    Path outside = Files.writeString(folder.resolve("outside"), "stays");
    Path tree = folder.resolve("tree");
    Files.createDirectories(tree.resolve("a/b"));
    Files.writeString(tree.resolve("a/b/file"), "goes");
    Files.createSymbolicLink(tree.resolve("a/link"), outside);

    FileTree.delete(tree);
    FileTree.delete(tree);

    assertThat(tree).doesNotExist();
    assertThat(outside).hasContent("stays");
  }
}
