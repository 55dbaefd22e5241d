import Glibc
import LatchkeyBase
import LatchkeyClient
import LatchkeySchema
import LatchkeySocket
import Measure

/// Load on a real daemon: `desk-load WORK SOCKET CALLERS SECONDS`.
///
/// WORK is `verify`, `update` or `signin`. With `beside` sessions are verified while all cores hash
/// passwords, as fast as they are answered, with `beside-paced` a thousand times a second; `hashing` is
/// the same with nobody who verifies.
@main
struct DeskLoad {
  static func main() async throws {
    let words = CommandLine.arguments
    guard words.count == 5, let callers = Int(words[3]), let seconds = Double(words[4]) else {
      fatalError("desk-load WORK SOCKET CALLERS SECONDS")
    }
    // Without keys: what it is measured beside has the statements of the changes, and keeps no replies.
    let client = try LatchkeyClient(socket: words[2], waitsForService: true, keys: nil)
    let desk = try await PreparedDesk(client, agents: callers)
    if let company = Company(rawValue: words[1]) {
      // Whoever verifies is a sibling of its own: its thread and its connection carry nothing else.
      let sibling = try LatchkeyClient(socket: words[2])
      try await company.run(desk, desk.seen(by: sibling), on: sibling.executor, seconds: seconds)
      await sibling.close()
    } else {
      try await Self.load(desk, words[1], callers, seconds, on: client.executor)
    }
    await client.close()
  }

  private static func load(
    _ desk: PreparedDesk, _ work: String, _ callers: Int, _ seconds: Double,
    on executor: any TaskExecutor
  ) async throws {
    let sampler = ConfinedSampler(sampler: Sampler(seconds: seconds))
    try await Task(executorPreference: executor) {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for caller in 0..<callers {
          group.addTask(executorPreference: executor) {
            var moment = MonotonicInstant.now
            var turn = 0
            while !sampler.sampler.isDone {
              turn += 1
              try await desk.work(work, caller: caller, turn: turn)
              moment = sampler.sampler.record(since: moment)
            }
          }
        }
        try await group.waitForAll()
      }
    }.value
  }
}

/// A bootstrapped desk with an administrator's session and some agents.
struct PreparedDesk {
  private let client: LatchkeyClient
  private let session: Secret
  private let agents: [Int64]

  private static let password = Secret("Kite-Over-Fjord-7")

  /// Where its calls cost least.
  var executor: any TaskExecutor { self.client.executor }

  private init(client: LatchkeyClient, session: Secret, agents: [Int64]) {
    self.client = client
    self.session = session
    self.agents = agents
  }

  init(_ client: LatchkeyClient, agents count: Int) async throws {
    _ = try await client.call(
      Operator.Bootstrap(
        displayName: "Ada Admin", email: "ada@example.org", password: Self.password))
    let answer = try await client.call(
      SignIn.SignIn(
        population: .agent, identifier: "ada@example.org", password: Self.password))
    guard let session = answer.session else { fatalError("No session.") }
    _ = try await client.call(SignIn.Reauthenticate(password: Self.password), as: session)
    var agents: [Int64] = []
    for index in 0..<max(count, 4) {
      let agent = try await client.call(
        Agents.CreateAgent(
          displayName: "Agent \(index)", email: "agent\(index)@example.org", roleIDs: [],
          sendInvitation: false), as: session)
      agents.append(agent.id)
    }
    if count <= 8 {
      for id in agents {
        _ = try await client.call(
          Agents.SetPassword(
            agent: .id(id), newPassword: Self.password, requireChangeAtNextSignIn: false),
          as: session)
      }
    }
    self.client = client
    self.session = session
    self.agents = agents
  }

  func work(_ kind: String, caller: Int, turn: Int) async throws {
    switch kind {
    case "verify":
      try await self.verify()
    case "update":
      _ = try await self.client.call(
        Agents.UpdateAgent(agent: .id(self.agents[caller]), phone: "+43 1000\(turn)"),
        as: self.session)
    case "signin":
      try await self.signIn(caller)
    default:
      fatalError("No such work: \(kind).")
    }
  }

  /// The same desk over another connection.
  func seen(by client: LatchkeyClient) -> PreparedDesk {
    PreparedDesk(client: client, session: self.session, agents: self.agents)
  }

  /// One look at a session.
  func verify() async throws {
    _ = try await self.client.sessions.verifySession(session: self.session)
  }

  /// One sign-in: one hash.
  func signIn(_ caller: Int) async throws {
    _ = try await self.client.call(
      SignIn.SignIn(
        population: .agent, identifier: "agent\(caller)@example.org", password: Self.password))
  }
}

/// Every task that touches it runs on one loop's thread.
struct ConfinedSampler: @unchecked Sendable {
  let sampler: Sampler
}
