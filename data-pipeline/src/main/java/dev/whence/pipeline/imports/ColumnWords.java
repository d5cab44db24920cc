package dev.whence.pipeline.imports;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads names of columns in other languages, and abbreviated ones, as English ones: `fecha_envio`,
/// `Versanddatum` and `shp_dt` are `ship_date`. The one list of such words.
///
/// A name is read in a language only if each of its words belongs to it, or to no language at all:
/// `data` may be a date, `data_source` is none. What a name is taken for, the values still have to
/// fit.
final class ColumnWords {
  private ColumnWords() {}

  /// @param words English ones by those of the language; empty for words that mean nothing here
  /// @param isHeadFirst whether what is named comes before what tells it from others, as in `date
  ///   de livraison`
  private record Language(Map<String, String> words, boolean isHeadFirst) {}

  private static final List<Language> LANGUAGES =
      List.of(
          language(
              true, // Spanish
              """
              date: fecha fec f
              time: hora tiempo duracion
              order: pedido orden pedidos
              purchase: compra
              sale: venta ventas
              ship: envio despacho expedicion salida
              shipped: enviado despachado expedido
              delivery: entrega reparto
              delivered: entregado entregada
              received: recibido recepcion
              arrival: llegada
              promised: prometida prometido comprometida compromiso
              estimated: estimada estimado prevista previsto esperada
              actual: real efectiva
              deadline: plazo limite
              invoice: factura
              customer: cliente comprador
              seller: vendedor
              vendor: proveedor
              product: producto
              article: articulo
              item: partida renglon
              category: categoria familia rubro
              quantity: cantidad cant unidades
              unit: unitario unitaria
              price: precio
              value: valor
              amount: importe monto
              total: total
              cost: costo coste
              freight: flete porte portes
              weight: peso
              incident: incidencia incidencias
              distance: distancia
              country: pais
              region: region
              state: provincia departamento
              city: ciudad municipio localidad poblacion
              postal: postal
              origin: origen
              destination: destino
              address: direccion
              number: numero num
              code: codigo cod
              name: nombre
              type: tipo
              status: estatus situacion
              estado: estado
              currency: moneda divisa
              carrier: transportista transportadora mensajeria paqueteria
              warehouse: almacen bodega deposito
              store: tienda sucursal
              returned: devuelto devuelta
              return: devolucion devoluciones retorno
              refund: reembolso
              cancelled: cancelado cancelada anulado anulada
              reason: motivo razon causa
              delay: retraso demora atraso
              rating: valoracion calificacion
              days: dias dia
              hours: horas
              minutes: minutos
              created: creado creada creacion
              line: linea
              tracking: rastreo seguimiento guia
              : de del la el los las en por a al
              """),
          language(
              true, // Portuguese
              """
              date: data dt
              time: hora tempo horario duracao
              order: pedido pedidos encomenda ordem
              purchase: compra
              sale: venda vendas
              ship: envio despacho expedicao saida
              shipped: enviado despachado expedido postado
              dispatch: postagem
              delivery: entrega
              delivered: entregue
              received: recebido recebimento
              arrival: chegada
              promised: prometida prometido
              estimated: estimada estimado prevista previsto previsao
              actual: real efetiva efetivo
              deadline: prazo limite
              invoice: fatura nota
              customer: cliente comprador consumidor
              seller: vendedor lojista
              vendor: fornecedor
              product: produto
              item: item itens
              category: categoria
              quantity: quantidade qtd qtde quant
              unit: unitario unitaria
              price: preco
              value: valor vlr vl
              amount: montante
              total: total
              cost: custo
              freight: frete
              weight: peso
              distance: distancia
              country: pais
              state: uf
              city: cidade municipio
              postal: postal
              postal_code: cep
              origin: origem
              destination: destino
              address: endereco
              number: numero num nro
              code: codigo cod
              name: nome
              type: tipo
              status: situacao
              estado: estado
              currency: moeda
              carrier: transportadora transportador
              warehouse: armazem deposito
              store: loja filial
              returned: devolvido devolvida
              return: devolucao devolucoes
              refund: reembolso estorno
              cancelled: cancelado cancelada
              reason: motivo
              delay: atraso
              rating: avaliacao
              days: dias dia
              hours: horas
              minutes: minutos
              created: criado criada criacao
              tracking: rastreio rastreamento
              : de do da dos das em por a o no na ao
              """),
          language(
              true, // French
              """
              date: date
              time: heure temps delai duree
              order: commande commandes
              purchase: achat
              sale: vente ventes
              ship: expedition envoi
              shipped: expedie expediee envoye envoyee
              delivery: livraison
              delivered: livre livree
              received: recu reception
              arrival: arrivee
              departure: depart
              promised: promise promis
              estimated: prevue prevu estimee estime
              actual: reelle reel effective
              deadline: limite echeance
              invoice: facture
              customer: client acheteur
              seller: vendeur
              vendor: fournisseur
              product: produit
              article: article
              category: categorie famille
              quantity: quantite qte
              unit: unitaire
              price: prix
              value: valeur
              amount: montant
              total: total
              cost: cout frais
              freight: fret
              weight: poids
              distance: distance
              country: pays
              region: region
              state: departement
              city: ville commune
              postal: postal
              origin: origine
              destination: destination
              address: adresse
              number: numero num
              code: code cod
              name: nom
              type: type
              status: statut etat
              currency: devise monnaie
              carrier: transporteur
              warehouse: entrepot depot
              store: magasin boutique
              returned: retourne retournee
              return: retour retours
              refund: remboursement rembourse
              cancelled: annule annulee
              reason: motif raison
              delay: retard
              rating: avis
              days: jours jour
              hours: heures
              minutes: minutes
              created: cree
              creation: creation
              line: ligne
              tracking: suivi
              : de du des la le les d l a au en par
              """),
          language(
              true, // Italian
              """
              date: data
              time: ora tempo orario durata
              order: ordine ordini
              purchase: acquisto
              sale: vendita vendite
              ship: spedizione invio
              shipped: spedito spedita inviato
              delivery: consegna
              delivered: consegnato consegnata
              received: ricevuto ricezione
              arrival: arrivo
              promised: promessa promesso
              estimated: prevista previsto stimata stimato
              actual: effettiva effettivo reale
              deadline: scadenza termine
              invoice: fattura
              customer: cliente acquirente
              seller: venditore
              vendor: fornitore
              product: prodotto
              article: articolo
              category: categoria
              quantity: quantita qta
              unit: unitario unitaria
              price: prezzo
              value: valore
              amount: importo
              total: totale
              cost: costo
              freight: trasporto nolo
              weight: peso
              distance: distanza
              country: paese nazione
              region: regione
              state: provincia
              city: citta comune
              postal: postale
              postal_code: cap
              origin: origine
              destination: destinazione
              address: indirizzo
              number: numero num
              code: codice cod
              name: nome
              type: tipo
              status: stato
              currency: valuta
              carrier: corriere vettore
              warehouse: magazzino deposito
              store: negozio
              returned: reso restituito
              return: resi restituzione
              refund: rimborso
              cancelled: annullato annullata
              reason: motivo causale
              delay: ritardo
              rating: valutazione recensione
              days: giorni giorno
              hours: ore
              minutes: minuti
              created: creato creazione
              line: riga
              : di del della dei delle il la lo in per a da
              """),
          language(
              true, // Polish
              """
              date: data
              time: czas godzina trwania
              order: zamowienia zamowienie zlecenia zlecenie
              purchase: zakupu zakup
              sale: sprzedazy sprzedaz
              ship: wysylki wysylka nadania nadanie
              shipped: wyslano nadano
              delivery: dostawy dostawa doreczenia doreczenie
              delivered: dostarczono doreczono dostarczenia
              received: odbioru odbior otrzymano
              promised: obiecana
              estimated: planowana przewidywana planowany przewidywany szacowana oczekiwana
              actual: rzeczywista faktyczna
              deadline: termin
              invoice: faktury faktura
              customer: klienta klient odbiorcy
              seller: sprzedawcy sprzedawca
              vendor: dostawcy dostawca
              product: produktu produkt towaru towar
              category: kategoria kategorii
              quantity: ilosc sztuk
              unit: jednostkowa
              price: cena ceny
              value: wartosc
              amount: kwota
              cost: koszt
              weight: waga masa
              distance: odleglosc dystans
              country: kraj kraju
              state: wojewodztwo
              city: miasto miejscowosc
              postal: pocztowy
              origin: zrodlowy
              destination: docelowy docelowe
              address: adres
              number: numer nr
              code: kod
              name: nazwa
              type: typ rodzaj
              status: stan
              currency: waluta
              carrier: przewoznik kurier
              warehouse: magazyn magazynu
              store: sklep
              return: zwrot zwrotu zwroty
              returned: zwrocono
              cancelled: anulowano anulowane
              reason: powod przyczyna
              delay: opoznienie
              rating: ocena
              days: dni
              hours: godzin godziny
              minutes: minut
              created: utworzono utworzenia
              : do od z w
              """),
          language(
              false, // German
              """
              date: datum tag termin
              time: zeit zeitpunkt uhrzeit dauer
              order: bestell bestellung bestellungs bestellungen auftrag auftrags
              ordered: bestellt
              purchase: kauf einkauf einkaufs
              sale: verkauf verkaufs
              ship: versand versende absende
              shipped: versendet verschickt versandt
              shipment: sendung sendungs
              parcel: paket
              dispatch: warenausgang warenausgangs ausgang ausgangs
              dispatch_note: lieferschein
              method: art
              pickup: abhol abholung
              delivery: liefer lieferung lieferungs zustell zustellung auslieferungs
              delivered: geliefert zugestellt ausgeliefert
              received: erhalten eingang eingangs wareneingang wareneingangs
              arrival: ankunft ankunfts
              promised: zugesagt zugesagte zugesagter zugesagtes versprochen versprochene
              expected: erwartet erwartete erwartetes erwarteter
              planned: geplant geplante geplantes geplanter soll
              estimated: voraussichtlich voraussichtliche voraussichtliches
              requested: wunsch
              actual: tatsaechlich tatsaechliche tatsaechliches tatsachlich tatsachliche tatsachliches ist
              deadline: frist
              invoice: rechnung rechnungs beleg
              customer: kunde kunden kaeufer kaufer
              seller: verkaeufer verkaufer haendler handler
              vendor: lieferant lieferanten
              product: produkt ware waren
              article: artikel
              item: position positions pos
              category: kategorie warengruppe
              group: gruppe gruppen
              quantity: menge anzahl stueckzahl stuckzahl stueck stuck stk
              unit: einzel
              price: preis
              value: wert warenwert
              amount: betrag
              total: gesamt summe
              cost: kosten
              freight: fracht porto
              weight: gewicht
              distance: entfernung distanz
              country: land
              state: bundesland
              city: ort stadt
              postal_code: plz postleitzahl
              origin: herkunft herkunfts absender
              destination: ziel empfaenger empfanger
              address: adresse
              number: nummer nr
              code: kennung
              name: name
              type: typ
              status: status zustand
              currency: waehrung wahrung
              carrier: spediteur spedition frachtfuehrer zusteller paketdienst
              warehouse: lager
              store: filiale
              returned: retourniert zurueckgesendet zuruckgesendet
              return: retoure retouren ruecksendung rucksendung ruecksende rucksende rueckgabe ruckgabe
              refund: erstattung erstattungs gutschrift gutschrifts
              cancelled: storniert storno stornierung
              reason: grund
              delay: verspaetung verspatung verzoegerung verzogerung
              rating: bewertung
              days: tage tagen
              hours: stunden
              minutes: minuten
              created: erstellt angelegt
              : der die das des dem am um in von vom bis
              """),
          language(
              false, // Dutch
              """
              date: datum
              time: tijd tijdstip duur
              order: bestelling bestel bestellings order
              ordered: besteld
              purchase: aankoop
              sale: verkoop
              ship: verzend verzending verzendings
              shipped: verzonden
              delivery: lever levering leverings bezorg bezorging afleverings aflever
              delivered: geleverd bezorgd afgeleverd
              received: ontvangen ontvangst
              arrival: aankomst
              promised: beloofd beloofde
              expected: verwacht verwachte
              planned: gepland geplande
              actual: werkelijk werkelijke
              invoice: factuur
              customer: klant klanten
              seller: verkoper
              vendor: leverancier
              product: product
              article: artikel
              category: categorie
              quantity: aantal hoeveelheid
              unit: stuks eenheid eenheids
              price: prijs
              amount: bedrag
              total: totaal
              cost: kosten
              weight: gewicht
              distance: afstand
              country: land
              state: provincie
              city: plaats stad woonplaats
              postal_code: postcode
              origin: herkomst
              destination: bestemming
              address: adres
              number: nummer nr
              code: code
              name: naam
              type: soort
              status: status
              currency: valuta
              carrier: vervoerder
              warehouse: magazijn
              store: winkel
              returned: geretourneerd
              return: retour retouren
              refund: terugbetaling
              cancelled: geannuleerd
              reason: reden
              delay: vertraging
              days: dagen
              hours: uren uur
              minutes: minuten
              : de het van op in
              """),
          language(
              false, // Chinese
              """
              date: 日期
              time: 时间
              order: 订单 下单 订购
              payment: 支付 付款
              ship: 发货 发运 出库
              pickup: 揽收 揽件 取件
              delivery: 配送 派送
              delivered: 送达 签收 妥投
              received: 收货
              promised: 承诺
              estimated: 预计 预估
              actual: 实际
              invoice: 发票
              customer: 客户 顾客 买家 用户 收货人
              seller: 卖家 商家
              vendor: 供应商
              product: 商品 产品
              category: 类别 品类
              quantity: 数量 件数
              unit: 单
              unit_price: 单价
              price: 价格
              amount: 金额
              total: 总价 总额
              freight: 运费
              weight: 重量
              distance: 距离
              country: 国家
              state: 省份 省
              city: 城市
              origin: 始发 发货地
              destination: 目的地 目的
              address: 地址
              number: 编号 单号 号
              shipment: 运单
              name: 名称
              type: 类型
              status: 状态
              currency: 币种
              carrier: 快递公司 物流公司 快递 物流 承运商
              warehouse: 仓库
              returned: 退货
              refund: 退款
              cancelled: 取消
              reason: 原因
              delay: 延误 延迟
              """));

  /// Short forms of English words, and English words that are written together. Beside them may
  /// stand any other word.
  private static final Map<String, String> SHORT =
      words(
          """
          date: dt dte
          time: tm
          order: ord ordr
          order_date: orddt
          ship: shp
          shipment: shpt shpmt
          shipped: shpd
          delivery: dlv dlvr dlvry delv deliv dely
          delivered: dlvd dlvrd
          received: rcvd recd
          required: req reqd
          estimated: est
          actual: act
          scheduled: sched sch crs
          promised: prom
          departure: dep
          arrival: arr
          quantity: qnty quan qunatity
          weight: wt wgt
          amount: amt
          price: prc
          currency: curr ccy
          country: cntry ctry
          destination: dest
          origin: orig
          warehouse: whse whs wh
          customer: cust
          vendor: vend supp
          product: prod
          item: itm
          category: catg categ
          distance: dist
          freight: frt
          number: num nbr nmbr
          tracking: trk trck
          invoice: inv
          returned: rtn rtrn rtd
          cancelled: cncl canc
          status: sts stat
          """);

  /// Terms of the trade, where the values are times: `POD` may be a port, too.
  private static final Map<String, String> TERMS =
      words(
          """
          handed_over: pgi gi
          delivered: pod ata
          shipped: atd
          required: rdd
          promised: pdd
          estimated: edd
          planned_ship: etd
          tracking: awb
          """);

  /// Of which English names that are written together are made.
  private static final Map<String, String> TOGETHER = new HashMap<>();

  /// Whole names that their words do not tell.
  private static final Map<String, String> PHRASES =
      words(
          """
          on_time: a_tiempo en_tiempo puntual no_prazo a_tempo pontual a_l_heure ponctuel in_orario puntuale na_czas terminowo op_tijd stipt puenktlich punktlich termingerecht 准时 按时
          """);

  /// Belong to no language, beside words of any.
  private static final Set<String> NEUTRAL =
      Set.of(
          "id",
          "nr",
          "no",
          "code",
          "date",
          "time",
          "status",
          "utc",
          "km",
          "kg",
          "g",
          "lb",
          "min",
          "h",
          "eur",
          "usd",
          "brl",
          "inr",
          "pln",
          "chf",
          "gbp",
          "sku",
          "ean",
          "total",
          "order",
          "real",
          "prime",
          "express",
          "online",
          "timestamp",
          "ts",
          "1",
          "2",
          "3",
          "4");

  /// What is named, where it stands first.
  private static final Set<String> HEADS =
      Set.of(
          "date",
          "time",
          "number",
          "code",
          "id",
          "name",
          "type",
          "status",
          "price",
          "value",
          "amount",
          "total",
          "cost",
          "quantity",
          "weight",
          "country",
          "region",
          "state",
          "city",
          "postal",
          "address",
          "category",
          "currency",
          "reason",
          "deadline",
          "days",
          "hours",
          "minutes",
          "delay",
          "distance",
          "rating",
          "estado",
          "nr");

  /// Behind which `estado` is a status; elsewhere it is a part of a country.
  private static final Set<String> HAVE_A_STATUS =
      Set.of("order", "delivery", "ship", "purchase", "sale", "payment", "return", "invoice");

  private static final Set<String> UNITS =
      Set.of(
          "km", "kg", "g", "lb", "min", "h", "eur", "usd", "brl", "inr", "pln", "chf", "gbp", "utc",
          "1", "2", "3", "4");

  static {
    for (String word :
        List.of(
            "order",
            "ship",
            "shipment",
            "shipping",
            "delivery",
            "dispatch",
            "pickup",
            "purchase",
            "invoice",
            "customer",
            "product",
            "item",
            "unit",
            "price",
            "quantity",
            "date",
            "time",
            "datetime",
            "timestamp",
            "number",
            "id",
            "code",
            "status",
            "return",
            "actual",
            "expected",
            "promised",
            "estimated",
            "scheduled",
            "sales",
            "received",
            "arrival",
            "departure",
            "total",
            "amount",
            "weight",
            "distance",
            "warehouse",
            "vendor",
            "carrier",
            "country",
            "category",
            "creation",
            "qty",
            "no")) {
      TOGETHER.put(word, word);
    }
  }

  private static Language language(boolean isHeadFirst, String words) {
    return new Language(words(words), isHeadFirst);
  }

  /// A line for each English word: `date: fecha fec`.
  private static Map<String, String> words(String list) {
    var words = new LinkedHashMap<String, String>();
    for (String line : list.lines().toList()) {
      int colon = line.indexOf(':');
      for (String word : line.substring(colon + 1).strip().split(" ")) {
        words.putIfAbsent(word, line.substring(0, colon).strip());
      }
    }
    return Map.copyOf(words);
  }

  /// The plain English name that a name stands for; its plain name if it is read in no other way.
  ///
  /// @param isTime whether the values are times
  static String english(String name, boolean isTime) {
    String words = DraftText.words(name);
    if (words.isEmpty()) {
      return words;
    }
    if (PHRASES.containsKey(words)) {
      return PHRASES.getOrDefault(words, words);
    }
    List<String> parts = List.of(words.split("_"));
    for (Language language : LANGUAGES) {
      Optional<String> read = read(parts, language);
      if (read.isPresent()) {
        return read.get();
      }
    }
    return unabbreviated(parts, isTime);
  }

  private static Optional<String> read(List<String> parts, Language language) {
    var english = new ArrayList<String>();
    boolean isOfLanguage = false;
    for (String part : parts) {
      String word = language.words().get(part);
      List<String> compound =
          word == null && !NEUTRAL.contains(part) ? split(part, language.words()) : List.of();
      if (word != null) {
        isOfLanguage |= !word.isEmpty() && !word.equals(part);
        english.add(word);
      } else if (!compound.isEmpty()) {
        isOfLanguage = true;
        english.addAll(compound);
      } else if (NEUTRAL.contains(part)) {
        english.add(part);
      } else {
        return Optional.empty();
      }
    }
    english.removeIf(String::isEmpty);
    return isOfLanguage && !english.isEmpty()
        ? Optional.of(String.join("_", ordered(english, language.isHeadFirst())))
        : Optional.empty();
  }

  /// As English orders them: what is named comes last, but for units.
  private static List<String> ordered(List<String> words, boolean isHeadFirst) {
    var units = new ArrayList<String>();
    var rest = new ArrayList<>(words);
    while (rest.size() > 1 && UNITS.contains(rest.getLast())) {
      units.addFirst(rest.removeLast());
    }
    boolean isFirst = HEADS.contains(rest.getFirst());
    List<String> ordered = isFirst && (isHeadFirst || isDate(rest)) ? rest.reversed() : rest;
    var all = new ArrayList<>(ordered);
    all.replaceAll(word -> word.equals("estado") ? estado(rest) : word);
    if (rest.contains("postal") && !rest.contains("code")) {
      all.add("code");
    }
    all.addAll(units);
    return all;
  }

  private static boolean isDate(List<String> words) {
    return words.getFirst().equals("date")
        && words.stream().skip(1).anyMatch(word -> !UNITS.contains(word) && !word.equals("date"));
  }

  private static String estado(List<String> words) {
    return words.stream().anyMatch(HAVE_A_STATUS::contains) ? "status" : "state";
  }

  private static String unabbreviated(List<String> parts, boolean isTime) {
    var english = new ArrayList<String>();
    for (int i = 0; i < parts.size(); i++) {
      String part = parts.get(i);
      List<String> together = split(part, TOGETHER);
      if (isTime && TERMS.containsKey(part)) {
        english.add(TERMS.getOrDefault(part, part));
      } else if (isTime && part.equals("del")) {
        english.add("delivery");
      } else if (part.equals("est") && i == parts.size() - 1) {
        english.add(part); // the clocks of New York
      } else if (together.size() > 1) {
        english.addAll(together);
      } else {
        english.add(SHORT.getOrDefault(part, part));
      }
    }
    return String.join("_", isDate(english) ? dateLast(english) : english);
  }

  /// `date_of_order` and `date_shipped` with the date behind.
  private static List<String> dateLast(List<String> words) {
    var last = new ArrayList<>(words.subList(1, words.size()));
    last.removeIf("of"::equals);
    int units = last.size();
    while (units > 1 && UNITS.contains(last.get(units - 1))) {
      units--;
    }
    last.add(units, "date");
    return last;
  }

  /// The words that a word is made of, all of them known; empty if it is not made of several.
  private static List<String> split(String word, Map<String, String> words) {
    return split(word, 0, words, new ArrayList<>())
        .filter(parts -> parts.size() > 1)
        .orElse(List.of());
  }

  private static Optional<List<String>> split(
      String word, int from, Map<String, String> words, List<String> before) {
    if (from == word.length()) {
      return Optional.of(List.copyOf(before));
    }
    for (int to = word.length(); to > from; to--) {
      String part = words.get(word.substring(from, to));
      boolean isLong = to - from > 3 || word.charAt(from) > 0x2E80 || to == word.length();
      if (part != null && !part.isEmpty() && isLong) {
        before.add(part);
        Optional<List<String>> rest = split(word, to, words, before);
        if (rest.isPresent()) {
          return rest;
        }
        before.removeLast();
      }
    }
    return Optional.empty();
  }
}
