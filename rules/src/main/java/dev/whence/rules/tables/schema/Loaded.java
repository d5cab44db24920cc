package dev.whence.rules.tables.schema;

/// What the words of a column name: things that are loaded over the interface, after the tables.
public enum Loaded {
  /// Words of the caller or of a closed list, which nothing is loaded for.
  NOTHING("word", "words"),
  SHIP_NODE("ship node that is loaded", "ship nodes"),
  CARRIER_SERVICE("carrier service that is loaded", "carrier services"),
  CARRIER("carrier of a service that is loaded", "carriers"),
  NODE_REGION("region of a ship node that is loaded", "regions of ship nodes"),
  CATEGORY("category of an item that is loaded", "categories of items"),
  MODEL("model that Whence knows", "models"),
  /// A word of the caller that an order has in another spelling; nothing is loaded for it.
  WORD_OF_THE_ORDER("word of the order", "words of orders");

  private final String words;
  private final String plural;

  Loaded(String words, String plural) {
    this.words = words;
    this.plural = plural;
  }

  /// To follow "is no", for instance `ship node that is loaded`.
  public String words() {
    return words;
  }

  /// For instance `ship nodes`.
  public String plural() {
    return plural;
  }
}
