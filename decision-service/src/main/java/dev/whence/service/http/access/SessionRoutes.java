package dev.whence.service.http.access;

import dev.whence.service.access.Accounts;
import dev.whence.service.access.Actor;
import dev.whence.service.access.Callers;
import dev.whence.service.access.PasswordRules;
import dev.whence.service.access.Principal;
import dev.whence.service.access.Principal.Means;
import dev.whence.service.access.Principal.SignedIn;
import dev.whence.service.access.Secrets;
import dev.whence.service.access.Session;
import dev.whence.service.access.SignIn;
import dev.whence.service.access.User;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FailureException;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.http.Access;
import dev.whence.service.http.Answer;
import dev.whence.service.http.Call;
import dev.whence.service.http.Fields;
import dev.whence.service.http.Page;
import dev.whence.service.http.Route;
import dev.whence.service.http.Route.Load;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Who is asking: signing in and out, by JSON and by forms of pages.
public final class SessionRoutes {
  private static final String SESSIONS = "/v1/sessions";

  /// Where pages sign in: they show a form there, and it is sent there.
  public static final String SIGN_IN = "/sign-in";

  private static final String SIGN_OUT = "/sign-out";

  private final SignIn signIn;
  private final Accounts accounts;
  private final Callers callers;

  public SessionRoutes(SignIn signIn, Accounts accounts, Callers callers) {
    this.signIn = signIn;
    this.accounts = accounts;
    this.callers = callers;
  }

  /// None takes a place among the requests: passwords have one of their own.
  public List<Route> routes() {
    return List.of(
        Route.get("/v1/whoami", Access.ANYONE, this::whoAmI).under(Load.LIGHT),
        Route.post(SESSIONS, Access.ANYONE, this::begin).under(Load.LIGHT),
        Route.get(SESSIONS, Access.READING, this::list),
        Route.delete(SESSIONS, Access.READING, this::endAll),
        Route.delete(SESSIONS + "/current", Access.READING, this::endCurrent),
        Route.delete(SESSIONS + "/{id}", Access.READING, this::end),
        Route.post("/v1/password", Access.READING, this::changePassword).under(Load.LIGHT),
        Route.post(SIGN_IN, Access.ANYONE, this::beginByForm).under(Load.LIGHT),
        Route.post(SIGN_OUT, Access.ANYONE, this::endByForm));
  }

  private Answer whoAmI(Call call) {
    return AccessFields.unkept(
        Answer.ok(
            call.findPrincipal()
                .map(principal -> WhoView.of(principal, call.csrfToken()))
                .orElseGet(WhoView::nobody)));
  }

  private Answer begin(Call call) {
    var errors = new FieldErrors();
    Fields fields = Fields.ofBody(call.json(), "", errors);
    String name = fields.word("name");
    String password = AccessFields.password(fields, "password");
    Optional<String> newPassword =
        fields.has("newPassword")
            ? Optional.of(AccessFields.newPassword(fields, "newPassword", name))
            : Optional.empty();
    fields.end();
    errors.throwAs(Failure.InvalidRequest::new);
    Session.Begun begun = signIn.begin(name, password, newPassword);
    return AccessFields.unkept(
        Answer.json(201, BegunView.of(begun)).with("Set-Cookie", cookie(call, begun.token())));
  }

  /// The form of a page: `name`, `password`, `newPassword` when it has to be changed, `next`. Leads
  /// to `next`, or back to the form with `refused`.
  private Answer beginByForm(Call call) {
    Map<String, String> form = call.form();
    requireOurs(call);
    String next = next(form.getOrDefault("next", "/"));
    String name = form.getOrDefault("name", "");
    if (isOpen(call)) {
      return User.isName(name) || name.isEmpty()
          ? seeOther(next).with("Set-Cookie", actingAs(name))
          : back(next, "no-name");
    }
    Optional<String> newPassword =
        Optional.of(form.getOrDefault("newPassword", "")).filter(text -> !text.isEmpty());
    if (newPassword.flatMap(text -> PasswordRules.complaint(text, name)).isPresent()) {
      return back(next, "new-password");
    }
    try {
      Session.Begun begun = signIn.begin(name, form.getOrDefault("password", ""), newPassword);
      return seeOther(next).with("Set-Cookie", cookie(call, begun.token()));
    } catch (FailureException e) {
      return switch (e.failure()) {
        case Failure.SignInRefused() -> back(next, "sign-in-refused");
        case Failure.SignInBlocked ignored -> back(next, "sign-in-blocked");
        case Failure.PasswordDue() -> back(next, "password-due");
        case Failure.Overloaded ignored -> back(next, "overloaded");
        default -> throw e;
      };
    }
  }

  /// Whether nobody has to sign in. A cookie of a session that has ended is no answer to that: its
  /// owner is about to begin another one.
  private static boolean isOpen(Call call) {
    try {
      return call.findPrincipal().orElse(null) instanceof Principal.Local;
    } catch (FailureException e) {
      if (e.failure() instanceof Failure.NotSignedIn notSignedIn && notSignedIn.given()) {
        return false;
      }
      throw e;
    }
  }

  /// Nobody is signed in by a page of another site.
  private static void requireOurs(Call call) {
    if (call.findHeader("Sec-Fetch-Site").filter("cross-site"::equals).isPresent()) {
      throw new FailureException(
          new Failure.CsrfTokenMissing(
              "The browser says that a page of another site sent this form.\nMaybe open the page of this service."));
    }
  }

  /// A path of this service: never another host.
  private static String next(String path) {
    return path.matches("/(?![/\\\\])[\\x21-\\x7e&&[^\\\\]]{0,1000}") ? path : "/";
  }

  private static Answer back(String next, String refused) {
    return seeOther(
        "%s?refused=%s&next=%s"
            .formatted(SIGN_IN, refused, URLEncoder.encode(next, StandardCharsets.UTF_8)));
  }

  private static Answer seeOther(String path) {
    return AccessFields.unkept(new Answer(303, Answer.JSON, new byte[0], Map.of("Location", path)));
  }

  private Answer list(Call call) {
    if (!(call.principal() instanceof SignedIn signedIn)) {
      return Answer.ok(new Page<>(List.of(), null));
    }
    User user = accounts.get(signedIn.name());
    return Answer.ok(
        new Page<>(
            accounts.sessions(user).stream()
                .map(session -> SessionView.of(session, signedIn.means().id()))
                .toList(),
            null));
  }

  private Answer end(Call call) {
    SignedIn signedIn = AccessFields.signedIn(call);
    String id = call.pathParameter("id");
    UUID session =
        AccessFields.findId(id)
            .orElseThrow(() -> new FailureException(new Failure.NotFound("session of yours", id)));
    accounts.endSession(Actor.of(signedIn), accounts.get(signedIn.name()), session);
    return Answer.ok(new EndedView(1));
  }

  private Answer endCurrent(Call call) {
    SignedIn signedIn = AccessFields.signedIn(call);
    if (!(signedIn.means() instanceof Means.Session(var id, _))) {
      throw new FailureException(
          new Failure.NotYours(
              "The call came with an API key and has no session.\nMaybe revoke the key instead."));
    }
    accounts.endSession(Actor.of(signedIn), accounts.get(signedIn.name()), id);
    return Answer.ok(new EndedView(1)).with("Set-Cookie", noCookie(call));
  }

  private Answer endAll(Call call) {
    SignedIn signedIn = AccessFields.signedIn(call);
    int ended = accounts.endSessions(Actor.of(signedIn), accounts.get(signedIn.name()));
    return Answer.ok(new EndedView(ended)).with("Set-Cookie", noCookie(call));
  }

  /// The form of a page; signed out is also who was not signed in.
  private Answer endByForm(Call call) {
    Answer answer = seeOther(SIGN_IN).with("Set-Cookie", noCookie(call));
    try {
      if (call.findPrincipal().orElse(null) instanceof SignedIn signedIn
          && signedIn.means() instanceof Means.Session(var id, _)) {
        call.requireOurPage();
        accounts.endSession(Actor.of(signedIn), accounts.get(signedIn.name()), id);
      }
      return answer;
    } catch (FailureException e) {
      if (e.failure() instanceof Failure.NotSignedIn) {
        return answer;
      }
      throw e;
    }
  }

  private Answer changePassword(Call call) {
    SignedIn signedIn = AccessFields.signedIn(call);
    var errors = new FieldErrors();
    Fields fields = Fields.ofBody(call.json(), "", errors);
    String password = AccessFields.password(fields, "password");
    String newPassword = AccessFields.newPassword(fields, "newPassword", signedIn.name());
    fields.end();
    errors.throwAs(Failure.InvalidRequest::new);
    signIn.changePassword(
        signedIn.name(),
        password,
        newPassword,
        signedIn.means() instanceof Means.Session(var id, _) ? Optional.of(id) : Optional.empty());
    callers.forget();
    return Answer.ok(WhoView.of(signedIn, Optional.empty()));
  }

  /// While nobody has to sign in, a name is a name: it tells apart who wrote and who approved.
  private static String actingAs(String name) {
    return "%s=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Strict"
        .formatted(Call.ACTING_AS, name, name.isEmpty() ? 0 : Session.LONGEST.toSeconds());
  }

  private static String cookie(Call call, String token) {
    return cookie(call, token, Session.LONGEST.toSeconds());
  }

  private static String noCookie(Call call) {
    return cookie(call, "", 0);
  }

  private static String cookie(Call call, String token, long seconds) {
    return "%s=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Strict%s"
        .formatted(call.sessionCookie(), token, seconds, call.isSecure() ? "; Secure" : "");
  }

  /// Who is asking.
  ///
  /// @param signedIn `no`, `by-itself` while no user is set up, `session` or `key`
  /// @param csrfToken of a session
  record WhoView(
      String signedIn,
      @Nullable String name,
      @Nullable String userId,
      List<String> roles,
      @Nullable String key,
      @Nullable Instant expiresAt,
      @Nullable String csrfToken) {
    static WhoView nobody() {
      return new WhoView("no", null, null, List.of(), null, null, null);
    }

    static WhoView of(Principal principal, Optional<String> csrfToken) {
      return switch (principal) {
        case Principal.Local local ->
            new WhoView(
                "by-itself",
                local.name(),
                null,
                AccessFields.words(local.roles()),
                null,
                null,
                null);
        case SignedIn signedIn ->
            new WhoView(
                signedIn.means() instanceof Means.Key ? "key" : "session",
                signedIn.name(),
                signedIn.user().toString(),
                AccessFields.words(signedIn.roles()),
                signedIn.means() instanceof Means.Key key ? key.keyName() : null,
                signedIn.means().expiresAt(),
                csrfToken.orElse(null));
      };
    }

    /// Without the token, for logs.
    @Override
    public String toString() {
      return "WhoView[" + name + "]";
    }
  }

  /// A session that has begun.
  record BegunView(
      String sessionId,
      String name,
      List<String> roles,
      Instant expiresAt,
      long idleMinutes,
      String csrfToken) {
    static BegunView of(Session.Begun begun) {
      return new BegunView(
          begun.session().id().toString(),
          begun.user().name(),
          AccessFields.words(begun.user().roles()),
          begun.session().expiresAt(),
          Session.IDLE.toMinutes(),
          Secrets.csrfToken(begun.token()));
    }

    /// Without the token, for logs.
    @Override
    public String toString() {
      return "BegunView[" + sessionId + "]";
    }
  }

  record SessionView(
      String id, Instant createdAt, Instant lastUsedAt, Instant expiresAt, boolean current) {
    static SessionView of(Session session, UUID current) {
      return new SessionView(
          session.id().toString(),
          session.createdAt(),
          session.lastUsedAt(),
          session.expiresAt(),
          session.id().equals(current));
    }
  }

  /// @param ended how many sessions
  record EndedView(int ended) {}
}
