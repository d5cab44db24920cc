package dev.whence.pipeline.cli;

/// What the user gave cannot work: exit code 2, nothing written. The message is for people.
public final class WrongInput extends RuntimeException {

  WrongInput(String message) {
    super(message);
  }
}
