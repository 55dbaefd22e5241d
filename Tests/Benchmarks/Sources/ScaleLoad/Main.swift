import Glibc
import LatchkeyBase
import LatchkeyClient
import LatchkeySchema
import LatchkeySocket
import Measure

/// One kind of call after the other on a filled desk:
/// `scale-load WORK SOCKET CONTACTS ENTRIES SECONDS`.
///
/// `prepare` makes the Account Administrator; `ping` makes one call; `verify-audit` walks the audit.
@main
struct ScaleLoad {
  private static let email = "ada@example.org"
  private static let password = Secret("Kite-Over-Fjord-7")

  static func main() async throws {
    let words = CommandLine.arguments
    guard words.count == 6, let contacts = Int64(words[3]), let entries = Int64(words[4]),
      let seconds = Double(words[5])
    else { fatalError("scale-load WORK SOCKET CONTACTS ENTRIES SECONDS") }
    let client = try LatchkeyClient(socket: words[2], waitsForService: true)
    switch words[1] {
    case "prepare":
      _ = try await client.call(
        Operator.Bootstrap(
          displayName: "Ada Admin", email: Self.email, password: Self.password))
      print("{\"phase\": \"measuring\"}")
      print(
        "{\"phase\": \"done\", \"calls\": 1, \"seconds\": 1, \"cpuSeconds\": 0, \"p50\": 0, "
          + "\"p99\": 0, \"p999\": 0}")
    case "ping":
      _ = try await client.call(Server.GetInfo())
    case "verify-audit":
      let session = try await Self.signIn(client)
      let verdict = try await client.call(Audit.VerifyChain(), as: session)
      print("\(verdict.entries) entries, \(verdict.isIntact ? "intact" : "BROKEN")")
    default:
      let load = Load(
        client: client, session: try await Self.signIn(client), contacts: contacts,
        entries: entries)
      try await load.run(words[1], seconds: seconds)
    }
    await client.close()
  }

  private static func signIn(_ client: LatchkeyClient) async throws -> Secret {
    let answer = try await client.call(
      SignIn.SignIn(population: .agent, identifier: Self.email, password: Self.password))
    guard let session = answer.session else { fatalError("No session.") }
    return session
  }
}

/// What is measured, at places of the desk that change from call to call.
struct Load {
  let client: LatchkeyClient
  let session: Secret
  let contacts: Int64
  let entries: Int64

  func run(_ work: String, seconds: Double) async throws {
    let sampler = ConfinedSampler(sampler: Sampler(seconds: seconds))
    try await Task(executorPreference: self.client.executor) {
      var moment = MonotonicInstant.now
      var number: UInt64 = 88_172_645_463_325_252
      while !sampler.sampler.isDone {
        // Marsaglia's xorshift: places all over the file, the same in every run.
        number ^= number << 13
        number ^= number >> 7
        number ^= number << 17
        try await self.call(work, place: Int64(number >> 2))
        moment = sampler.sampler.record(since: moment)
      }
    }.value
  }

  private func call(_ work: String, place: Int64) async throws {
    let contact = place % self.contacts
    let address = "c\(contact)@example.org"
    switch work {
    case "verify":
      _ = try await self.client.call(Sessions.VerifySession(session: self.session))
    case "lookup":
      _ = try await self.client.call(
        Contacts.GetContact(contact: .address(address)), as: self.session)
    case "sign-in":
      // An address of a contact who has no password: look-up, counts, one hash, refusal.
      let answer = try? await self.client.call(
        SignIn.SignIn(population: .contact, identifier: address, password: Secret("Wr0ng-Words!")))
      precondition(answer == nil, "Nobody signs in without a password.")
    case "provision":
      _ = try await self.client.call(Contacts.ProvisionRequester(email: address))
    case "page":
      _ = try await self.client.call(
        Contacts.ListContacts(limit: 20, afterID: contact), as: self.session)
    case "search":
      _ = try await self.client.call(
        Contacts.ListContacts(limit: 20, search: "Miller \(contact)"), as: self.session)
    case "events":
      _ = try await self.client.call(
        Audit.ListEvents(limit: 20, beforeSequence: place % self.entries + 1), as: self.session)
    case "account-events":
      _ = try await self.client.call(
        Audit.ListEvents(limit: 20, accountID: contact + 2), as: self.session)
    default:
      fatalError("No such work: \(work).")
    }
  }
}

/// Every task that touches it runs on one loop's thread.
struct ConfinedSampler: @unchecked Sendable {
  let sampler: Sampler
}
