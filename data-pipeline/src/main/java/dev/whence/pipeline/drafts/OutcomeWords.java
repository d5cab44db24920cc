package dev.whence.pipeline.drafts;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Words among the values of a column that say what became of an order, in several languages. A
/// column of such words is known only afterwards, whatever it is called.
final class OutcomeWords {
  private OutcomeWords() {}

  private static final Set<String> RETURNED =
      words(
          """
          returned return refunded refund rto exchanged
          devuelto devuelta devolucion reembolsado reembolsada
          devolvido devolvida devolucao
          retourne retournee retour rembourse remboursee
          reso restituito rimborsato
          retourniert retoure zurueckgesendet zuruckgesendet rucksendung ruecksendung erstattet
          geretourneerd terugbetaald
          zwrocono zwrot zwrocone
          returnerad returnerat returneret returnert retur aterbetald
          iade
          退货 已退货 退款 已退款
          """);

  private static final Set<String> CANCELLED =
      words(
          """
          cancelled canceled cancel cancellation
          cancelado cancelada anulado anulada
          annule annulee annullato annullata
          storniert storno geannuleerd
          anulowano anulowane
          annullerad annulleret makulerad avbestalld kansellert
          iptal
          取消 已取消
          """);

  private static final Set<String> DELIVERED =
      words(
          """
          delivered entregado entregada entregue livre livree consegnato consegnata
          zugestellt ausgeliefert geliefert bezorgd geleverd afgeleverd dostarczono doreczono dostarczone
          levererad levererat leveret levert teslim
          签收 已签收 妥投 送达 已送达
          """);

  private static final Set<String> HANDED_OVER =
      words(
          """
          picked pickup collected handed dispatched shipped posted accepted departed manifested
          recogido recogida enviado despachado expedido postado coletado admitido
          expedie expediee enleve ritirato spedito abgeholt versendet eingeliefert
          opgehaald verzonden nadano odebrano wyslano
          揽收 已揽收 揽件 已发货 发货
          """);

  private static final Set<String> OTHERS =
      words(
          """
          delivered undelivered shipped completed complete lost
          entregado entregada enviado entregue enviada
          livre livree expedie expediee
          consegnato consegnata spedito spedita
          zugestellt geliefert versendet ausgeliefert verschickt
          bezorgd geleverd verzonden
          dostarczono dostarczone wyslano doreczono
          levererad levererat leveret levert skickad teslim
          late delayed ontime
          已签收 已送达 已完成 已发货
          """);

  private static Set<String> words(String list) {
    return Arrays.stream(list.strip().split("\\s+")).collect(Collectors.toUnmodifiableSet());
  }

  private static boolean has(String value, Set<String> words) {
    return Stream.of(DraftText.words(value).split("_")).anyMatch(words::contains);
  }

  /// Whether it says that something came back, or is to: not that nothing did.
  static boolean isReturned(String value) {
    return has(value, RETURNED) && !isNegated(value);
  }

  static boolean isCancelled(String value) {
    return has(value, CANCELLED) && !isNegated(value);
  }

  static boolean isDelivered(String value) {
    return has(value, DELIVERED)
        && !isNegated(value)
        && !has(value, Set.of("to", "attempted", "back"));
  }

  static boolean isHandedOver(String value) {
    return has(value, HANDED_OVER) && !isNegated(value) && !isDelivered(value);
  }

  private static boolean isNegated(String value) {
    return has(
        value,
        Set.of(
            "not", "no", "non", "nao", "nicht", "never", "keine", "kein", "geen", "nie", "without",
            "pas", "policy", "window"));
  }

  /// Whether most of the values say what became of an order.
  ///
  /// @param values and how often each comes
  static boolean areMost(Map<String, Integer> values) {
    long all = values.values().stream().mapToLong(Integer::longValue).sum();
    long outcomes =
        values.entrySet().stream()
            .filter(value ->
                value.getKey().length() <= 60
                    && Stream.of(RETURNED, CANCELLED, OTHERS)
                        .anyMatch(words -> has(value.getKey(), words)))
            .mapToLong(Map.Entry::getValue)
            .sum();
    return outcomes > 0 && 2 * outcomes >= all;
  }
}
