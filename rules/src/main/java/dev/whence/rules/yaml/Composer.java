package dev.whence.rules.yaml;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/// Builds a tree of texts from the events of a YAML parser, so that no scalar is ever resolved to a
/// number, a truth value, a date or nothing. For one file.
final class Composer {
  private static final int DEEPEST_NESTING = 50;
  private static final Content NOTHING = new Content(1, new Content.Empty());

  private final Parser parser;
  private final List<Complaint> complaints;

  private Composer(Parser parser, List<Complaint> complaints) {
    this.parser = parser;
    this.complaints = complaints;
  }

  /// The one document of a file; nothing, after complaining, if there is no saying what it is.
  static Content compose(byte[] bytes, List<Complaint> complaints) {
    Optional<String> text = decode(bytes);
    if (text.isEmpty()) {
      complaints.add(new Complaint(1, "", "is no text in UTF-8; maybe save it as UTF-8"));
      return NOTHING;
    }
    try {
      var options = new LoaderOptions();
      options.setCodePointLimit(Integer.MAX_VALUE);
      return new Composer(new ParserImpl(new StreamReader(text.get()), options), complaints)
          .document();
    } catch (MarkedYAMLException e) {
      complaints.add(noYaml(line(e.getProblemMark()), e.getProblem()));
    } catch (YAMLException e) {
      complaints.add(noYaml(1, String.valueOf(e.getMessage())));
    }
    return NOTHING;
  }

  private static Complaint noYaml(int line, String problem) {
    return new Complaint(line, "", "is no YAML: " + problem.lines().findFirst().orElse(""));
  }

  private static Optional<String> decode(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private Content document() {
    parser.getEvent(); // the stream starts
    if (parser.checkEvent(Event.ID.StreamEnd)) {
      return NOTHING;
    }
    parser.getEvent(); // the document starts
    Content root = node("", 0);
    parser.getEvent(); // the document ends
    if (!parser.checkEvent(Event.ID.StreamEnd)) {
      complain(parser.peekEvent(), "", "a second document starts here; maybe drop the line '---'");
    }
    return root;
  }

  private Content node(String path, int depth) {
    Event event = parser.getEvent();
    if (event instanceof AliasEvent alias) {
      complain(event, path, "is the alias *" + alias.getAnchor() + "; maybe write the value again");
    } else if (event instanceof NodeEvent node && node.getAnchor() != null) {
      complain(event, path, "has the anchor &" + node.getAnchor() + "; maybe drop it");
    }
    return new Content(
        line(event.getStartMark()),
        switch (event) {
          case ScalarEvent scalar -> scalar(scalar, path);
          case CollectionStartEvent collection -> collection(collection, path, depth);
          default -> new Content.Text(""); // an alias, which was complained of
        });
  }

  private Content.Value scalar(ScalarEvent scalar, String path) {
    checkTag(scalar, scalar.getTag(), "tag:yaml.org,2002:str", path);
    return scalar.isPlain() && scalar.getValue().isEmpty()
        ? new Content.Empty()
        : new Content.Text(scalar.getValue());
  }

  private Content.Value collection(CollectionStartEvent start, String path, int depth) {
    if (depth == DEEPEST_NESTING) {
      throw new YAMLException("it is nested more than %d deep".formatted(DEEPEST_NESTING));
    }
    boolean isMap = start instanceof MappingStartEvent;
    checkTag(start, start.getTag(), "tag:yaml.org,2002:" + (isMap ? "map" : "seq"), path);
    return isMap ? fields(path, depth + 1) : items(path, depth + 1);
  }

  private Content.Value items(String path, int depth) {
    var items = new ArrayList<Content>();
    while (!parser.checkEvent(Event.ID.SequenceEnd)) {
      items.add(node(Yaml.element(path, items.size()), depth));
    }
    parser.getEvent();
    return new Content.Items(items);
  }

  private Content.Value fields(String path, int depth) {
    var fields = new LinkedHashMap<String, Content>();
    while (!parser.checkEvent(Event.ID.MappingEnd)) {
      Event start = parser.peekEvent();
      Content key = node(path, depth);
      String name = key.value() instanceof Content.Text(var text) ? text : "";
      Content value = node(Yaml.child(path, name), depth);
      if (!(key.value() instanceof Content.Text)) {
        complain(start, path, "a key must be a text");
        continue;
      }
      Content earlier = fields.putIfAbsent(name, value);
      if (earlier != null) {
        complain(
            start,
            Yaml.child(path, name),
            "is a key twice, first in line " + earlier.line() + "; maybe drop one");
      }
    }
    parser.getEvent();
    return new Content.Fields(fields);
  }

  private void checkTag(Event event, @Nullable String tag, String natural, String path) {
    if (tag != null && !tag.equals("!") && !tag.equals(natural)) {
      String shown = tag.replace("tag:yaml.org,2002:", "!!");
      complain(event, path, "has the tag " + shown + "; every value is text, maybe drop the tag");
    }
  }

  private void complain(Event event, String path, String what) {
    complaints.add(new Complaint(line(event.getStartMark()), path, what));
  }

  private static int line(@Nullable Mark mark) {
    return mark == null ? 1 : mark.getLine() + 1;
  }
}
