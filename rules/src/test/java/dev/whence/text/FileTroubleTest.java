package dev.whence.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.junit.jupiter.api.Test;

final class FileTroubleTest {
  @Test
  void everyTroubleNamesTheFileAndWhatMayHelp() {
    assertThat(
            FileTrouble.sentence(
                new FileSystemException("/out/x", null, "No space left on device")))
        .startsWith("The disk is full: /out/x: No space left on device.\nMaybe free some space");
    assertThat(FileTrouble.sentence(new AccessDeniedException("/out")))
        .startsWith("Not allowed to read or write /out.\nMaybe");
    assertThat(FileTrouble.sentence(new NoSuchFileException("in.json")))
        .startsWith("There is no in.json.\nMaybe");
    assertThat(FileTrouble.sentence(new FileAlreadyExistsException("out")))
        .startsWith("out is in the way: it exists and is no folder.\nMaybe");
    assertThat(FileTrouble.sentence(new NotDirectoryException("in/x")))
        .startsWith("in/x is not a folder.\nMaybe");
    assertThat(FileTrouble.sentence(new FileSystemException("out", null, "Read-only file system")))
        .startsWith("Cannot use out: Read-only file system.\nMaybe");
  }

  @Test
  void aFailureThatIsAboutNoFileKeepsItsWords() {
    assertThat(FileTrouble.sentence(new IOException("Stream closed"))).isEqualTo("Stream closed");
    assertThat(FileTrouble.sentence(new IOException())).isEqualTo("java.io.IOException");
  }
}
