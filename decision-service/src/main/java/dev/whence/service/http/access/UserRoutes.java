package dev.whence.service.http.access;

import dev.whence.service.access.AccessEvent;
import dev.whence.service.access.AccessEventStore;
import dev.whence.service.access.Accounts;
import dev.whence.service.access.Actor;
import dev.whence.service.access.Role;
import dev.whence.service.access.User;
import dev.whence.service.failures.Failure;
import dev.whence.service.failures.FieldErrors;
import dev.whence.service.http.Access;
import dev.whence.service.http.Answer;
import dev.whence.service.http.Call;
import dev.whence.service.http.Fields;
import dev.whence.service.http.Idempotency;
import dev.whence.service.http.Page;
import dev.whence.service.http.Route;
import dev.whence.service.http.Route.Load;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Users, for operators, and what was done about them.
public final class UserRoutes {
  private static final String USERS = "/v1/users";

  private final Accounts accounts;
  private final AccessEventStore events;

  public UserRoutes(Accounts accounts, AccessEventStore events) {
    this.accounts = accounts;
    this.events = events;
  }

  public List<Route> routes() {
    return List.of(
        Route.post(USERS, Access.OPERATIONS, this::add).under(Load.LIGHT),
        Route.get(USERS, Access.OPERATIONS, this::list),
        Route.get(USERS + "/{name}", Access.OPERATIONS, this::get),
        Route.patch(USERS + "/{name}", Access.OPERATIONS, this::change),
        Route.put(USERS + "/{name}/password", Access.OPERATIONS, this::setPassword)
            .under(Load.LIGHT),
        Route.post(USERS + "/{name}/unlock", Access.OPERATIONS, this::unlock),
        Route.delete(USERS + "/{name}/sessions", Access.OPERATIONS, this::endSessions),
        Route.get("/v1/access-events", Access.OPERATIONS, this::listEvents));
  }

  /// Without a password it is a service.
  private Answer add(Call call) {
    var errors = new FieldErrors();
    Idempotency.refuseKey(call, "Names are unique: a repetition changes nothing.", errors);
    Fields fields = Fields.ofBody(call.json(), "", errors);
    String name = AccessFields.newName(fields);
    Set<Role> roles = AccessFields.roles(fields);
    boolean service = fields.flagOr("service", false);
    if (service && fields.has("password")) {
      fields.complain("password", "is for a person: a service has keys alone", "");
    }
    String password = service ? "" : AccessFields.newPassword(fields, "password", name);
    fields.end();
    errors.throwAs(Failure.InvalidRequest::new);
    Actor actor = Actor.of(call.principal());
    User user =
        service
            ? accounts.addService(actor, name, roles)
            : accounts.addPerson(actor, name, roles, password, true);
    return Answer.json(201, UserView.of(user)).with("Location", USERS + "/" + name);
  }

  private Answer list(Call call) {
    return Answer.ok(new Page<>(accounts.list().stream().map(UserView::of).toList(), null));
  }

  private Answer get(Call call) {
    return Answer.ok(UserView.of(accounts.get(call.pathParameter("name"))));
  }

  /// Members that are not sent stay as they are.
  private Answer change(Call call) {
    var errors = new FieldErrors();
    Fields fields = Fields.ofBody(call.json(), "", errors);
    Optional<Set<Role>> roles =
        fields.has("roles") ? Optional.of(AccessFields.roles(fields)) : Optional.empty();
    Optional<Boolean> active =
        fields.has("active") ? Optional.of(fields.flag("active")) : Optional.empty();
    fields.end();
    errors.throwAs(Failure.InvalidRequest::new);
    return Answer.ok(
        UserView.of(
            accounts.change(
                Actor.of(call.principal()), call.pathParameter("name"), roles, active)));
  }

  private Answer setPassword(Call call) {
    String name = call.pathParameter("name");
    var errors = new FieldErrors();
    Fields fields = Fields.ofBody(call.json(), "", errors);
    String password = AccessFields.newPassword(fields, "password", name);
    fields.end();
    errors.throwAs(Failure.InvalidRequest::new);
    accounts.setPassword(Actor.of(call.principal()), name, password);
    return Answer.ok(UserView.of(accounts.get(name)));
  }

  private Answer unlock(Call call) {
    String name = call.pathParameter("name");
    accounts.unlock(Actor.of(call.principal()), name);
    return Answer.ok(UserView.of(accounts.get(name)));
  }

  private Answer endSessions(Call call) {
    User user = accounts.get(call.pathParameter("name"));
    return Answer.ok(
        new SessionRoutes.EndedView(accounts.endSessions(Actor.of(call.principal()), user)));
  }

  private Answer listEvents(Call call) {
    var errors = new FieldErrors();
    Fields query = call.query(errors);
    int limit = Page.limit(query);
    String last = Page.cursor(query, 1).getFirst();
    boolean isId = last.isEmpty() || last.matches("[1-9][0-9]{0,17}");
    if (!isId) {
      query.complain("cursor", "must be the nextCursor of an earlier page");
    }
    query.end();
    errors.throwAs(Failure.InvalidRequest::new);
    long before = last.isEmpty() ? Long.MAX_VALUE : Long.parseLong(last);
    return Answer.ok(
        Page.of(events.list(before, limit + 1), limit, event -> List.of(Long.toString(event.id())))
            .map(EventView::of));
  }

  /// A user in the API.
  ///
  /// @param passwordDue whether the password has to be changed at the next sign-in
  record UserView(
      String id,
      String name,
      boolean service,
      List<String> roles,
      boolean active,
      boolean passwordDue,
      Instant createdAt,
      String createdBy) {
    static UserView of(User user) {
      return new UserView(
          user.id().toString(),
          user.name(),
          user.kind() == User.Kind.SERVICE,
          AccessFields.words(user.roles()),
          user.active(),
          user.isPasswordDue(),
          user.createdAt(),
          user.createdBy());
    }
  }

  record EventView(
      String id,
      Instant at,
      String actor,
      @Nullable String actorId,
      String action,
      String subject,
      String detail) {
    static EventView of(AccessEvent event) {
      return new EventView(
          Long.toString(event.id()),
          event.at(),
          event.actor(),
          event.actorId().map(UUID::toString).orElse(null),
          event.action(),
          event.subject(),
          event.detail());
    }
  }
}
