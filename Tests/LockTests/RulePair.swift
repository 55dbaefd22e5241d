import LatchkeyGenerator
import Testing

/// For one rule: a schema, a change that breaks the rule, and one like it that does not.
struct RulePair: Sendable, CustomTestStringConvertible {
  let rule: LockRule
  let before: String
  let breaking: String
  let kept: String

  var testDescription: String { self.rule.rawValue }

  /// Locks in the text of the file: `before` is the base with some lines more.
  init(_ rule: LockRule, _ lines: String, breaking: String, kept: String) {
    self.rule = rule
    self.before = Self.base + lines
    self.breaking = Self.base + breaking
    self.kept = Self.base + kept
  }

  /// Stands in every schema, so that services and records remain.
  private static let base = """
    method A.Base 101 unary A.Base - A.Base.Response 10000 read-only plain
    record A.Base open asked
    record A.Base.Response open answered

    """

  private static func method(
    _ name: String = "A.Get", number: Int = 102, kind: String = "unary", request: String = "A.Base",
    element: String = "-", response: String = "A.Base.Response", deadline: Int = 10_000,
    changes: String = "read-only", secrecy: String = "plain"
  ) -> String {
    "method \(name) \(number) \(kind) \(request) \(element) \(response) \(deadline) \(changes) \(secrecy)\n"
  }

  private static func field(
    _ key: Int = 1, _ name: String = "name", _ type: String = "text", _ need: String = "optional",
    of record: String = "A.Base"
  ) -> String {
    "field \(record) \(key) \(name) \(type) \(need)\n"
  }

  private static func access(
    scopes: String = "agent_relay", subject: String = "agent-with-all",
    permissions: String = "manageAgents", service: String = "-", guards: String = "owner",
    stepUp: String = "always"
  ) -> String {
    "access A.Base/plain \(scopes) \(subject) \(permissions) \(service) \(guards) \(stepUp)\n"
  }

  static let all: [RulePair] = [
    RulePair(
      .methodNoDelete, method(), breaking: "reserved method 102\n",
      kept: "reserved method 102\nreserved method A.Get\n"),
    RulePair(
      .methodSameNumber, method(), breaking: method(number: 103),
      kept: method() + method("A.List", number: 103)),
    RulePair(
      .methodSameRequestType, method(), breaking: method(request: "A.Base.Response"),
      kept: method() + field()),
    RulePair(
      .methodSameResponseType, method(), breaking: method(response: "A.Base"),
      kept: method() + field(of: "A.Base.Response")),
    RulePair(
      .methodSameStreaming, method(), breaking: method(kind: "serverStream"),
      kept: method() + method("A.Watch", number: 103, kind: "serverStream", deadline: 0)),
    RulePair(
      .methodSameEndlessness, method(kind: "serverStream"),
      breaking: method(kind: "serverStream", deadline: 0),
      kept: method(kind: "serverStream", deadline: 3_600_000)),
    RulePair(
      .methodSameIdempotency, method(changes: "mutation"), breaking: method(),
      kept: method(changes: "mutation", secrecy: "sensitive")),
    RulePair(
      .serviceNoDelete, method("B.Get"),
      breaking: "reserved method 102\nreserved method B.Get\n",
      kept: "reserved method 102\nreserved method B.Get\n" + method("B.Find", number: 103)),
    RulePair(
      .recordNoDelete, "record A.Old open asked\n", breaking: "",
      kept: "record A.Old open asked\nrecord A.New open asked\n"),
    RulePair(
      .recordSameExclusiveness, "record A.Old open asked\n",
      breaking: "record A.Old exclusive asked\n",
      kept: "record A.Old open asked\nrecord A.New exclusive asked\n"),
    RulePair(
      .fieldNoDelete, field(), breaking: "reserved field A.Base 1\n",
      kept: "reserved field A.Base 1\nreserved field A.Base name\n"),
    RulePair(
      .fieldSameName, field(), breaking: field(1, "title"), kept: field() + field(2, "title")),
    RulePair(
      .fieldSameType, field(), breaking: field(1, "name", "bytes"),
      kept: field() + field(2, "data", "bytes")),
    RulePair(
      .fieldNotMadeRequired, field(), breaking: field(1, "name", "text", "required"),
      kept: field()),
    RulePair(
      .fieldNotMadeOptional, field(1, "name", "text", "required", of: "A.Base.Response"),
      breaking: field(of: "A.Base.Response"),
      kept: field(1, "name", "text", "required", of: "A.Base.Response") + field()),
    RulePair(
      .newFieldNotRequired, "", breaking: field(1, "name", "text", "required"), kept: field()),
    RulePair(
      .wordNoDelete, "word Colour red\n", breaking: "word Colour blue\n",
      kept: "word Colour blue\nreserved word Colour red\n"),
    RulePair(
      .reservedNoDelete, "reserved method 150\n", breaking: "",
      kept: "reserved method 150\nreserved method 151\n"),
    RulePair(
      .reservedNotUsed, "reserved method 102\n", breaking: "reserved method 102\n" + method(),
      kept: "reserved method 102\n" + method(number: 103)),
    RulePair(
      .permissionNotLoosened, access(), breaking: access(guards: "-"),
      kept: access(permissions: "manageAgents,superAdmin", guards: "owner,rank")),
    RulePair(
      .reasonNoDelete, "reason OLD 5\n", breaking: "", kept: "reserved reason OLD\nreason NEW 5\n"),
    RulePair(
      .reasonSameCode, "reason OLD 5\n", breaking: "reason OLD 9\n",
      kept: "reason OLD 5\nreason NEW 9\n"),
    RulePair(
      .sensitiveNotDropped, method(secrecy: "sensitive"), breaking: method(),
      kept: method(secrecy: "sensitive") + method("A.Plain", number: 103)),
    RulePair(
      .limitNotLowered, "limit frame 65536\n", breaking: "limit frame 65535\n",
      kept: "limit frame 65537\n"),
    RulePair(
      .deadlineNotLowered, method(), breaking: method(deadline: 9_999),
      kept: method(deadline: 30_000)),
    RulePair(
      .nameNoDelete, "name setting a.b\n", breaking: "name setting a.c\n",
      kept: "name setting a.c\nreserved name setting a.b\n"),
  ]
}

@Suite("A rule of authorization is looser when somebody may who might not")
struct LooserTests {
  typealias Access = SchemaLock.Access

  private static func access(
    _ scopes: Set<String> = ["agent_relay"], _ subject: String = "agent-with-all",
    _ permissions: Set<String> = ["a", "b"], service: String = "-", guards: Set<String> = ["owner"],
    stepUp: String = "setting"
  ) -> Access {
    Access(
      scopes: scopes, subject: subject, permissions: permissions, serviceScope: service,
      guards: guards, stepUp: stepUp)
  }

  @Test(
    "Each part of a rule has a looser and a tighter form",
    arguments: [
      (access(), false), (access([]), true), (access(["agent_relay", "verify"]), true),
      (access(["agent_relay"], "nobody", []), true), (access(["agent_relay"], "session", []), true),
      (access(["agent_relay"], "agent-with-any"), true),
      (access(["agent_relay"], "agent-with-all", ["a"]), true),
      (access(["agent_relay"], "agent-with-all", ["a", "b", "c"]), false),
      (access(["agent_relay"], "account-administrator", []), false),
      (access(["agent_relay"], "host-operator", []), false), (access(service: "verify"), true),
      (access(guards: []), true), (access(guards: ["owner", "rank"]), false),
      (access(stepUp: "never"), true), (access(stepUp: "always"), false),
    ] as [(Access, Bool)])
  func looser(after: Access, isLooser: Bool) {
    #expect(after.isLooser(than: Self.access()) == isLooser)
  }
}
