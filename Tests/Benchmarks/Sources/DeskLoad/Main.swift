import Glibc
import LatchkeyClient
import LatchkeySchema
import LatchkeySocket
import Measure

/// Load on a real daemon: `desk-load WORK SOCKET CALLERS SECONDS`, where WORK is `verify`, `update`,
/// `signin`, or `beside`, which verifies sessions while all cores hash passwords.
@main
struct DeskLoad {
  static func main() async throws {
    let words = CommandLine.arguments
    guard words.count == 5, let callers = Int(words[3]), let seconds = Double(words[4]) else {
      fatalError("desk-load WORK SOCKET CALLERS SECONDS")
    }
    let client = try LatchkeyClient(socket: words[2], waitsForService: true)
    let desk = try await PreparedDesk(client, agents: callers)
    let sampler = ConfinedSampler(sampler: Sampler(seconds: seconds))
    try await Task(executorPreference: client.executor) {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for caller in 0..<callers {
          group.addTask(executorPreference: client.executor) {
            var moment = MonotonicInstant.now
            var turn = 0
            while !sampler.sampler.isDone {
              turn += 1
              try await desk.work(words[1], caller: caller, turn: turn)
              moment = sampler.sampler.record(since: moment)
            }
          }
        }
        if words[1] == "beside" {
          for index in 0..<4 {
            group.addTask { try await desk.hash(caller: index) { sampler.sampler.isDone } }
          }
        }
        try await group.waitForAll()
      }
    }.value
    await client.close()
  }
}

/// A bootstrapped desk with an administrator's session and some agents.
struct PreparedDesk {
  private let client: LatchkeyClient
  private let session: Secret
  private let agents: [Int64]

  private static let password = Secret("Kite-Over-Fjord-7")

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
    case "verify", "beside":
      _ = try await self.client.call(Sessions.VerifySession(session: self.session))
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

  /// Keeps a core busy with sign-ins until told to stop.
  func hash(caller: Int, until isDone: @Sendable () -> Bool) async throws {
    while !isDone() { try await self.signIn(caller) }
  }

  private func signIn(_ caller: Int) async throws {
    _ = try await self.client.call(
      SignIn.SignIn(
        population: .agent, identifier: "agent\(caller)@example.org", password: Self.password))
  }
}

/// Every task that touches it runs on one loop's thread.
struct ConfinedSampler: @unchecked Sendable {
  let sampler: Sampler
}
