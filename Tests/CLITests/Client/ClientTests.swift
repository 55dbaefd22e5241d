import LatchkeyBase
import LatchkeyClient
import LatchkeySchema
import LatchkeyWire
import Testing

@Suite("Swift client")
struct ClientTests {
  @Test("A call sends its request and its session, and reads its answer")
  func call() async throws {
    let desk = try Desk()
    let client = try LatchkeyClient(socket: desk.socket)
    let agent = try await client.agents.getAgent(agent: .id(3), as: Secret("tok"))
    #expect(agent == (try SchemaShape.sample(AgentDetails.self)))
    #expect(desk.service.arrivals.map(\.actor) == [Array("tok".utf8)])
    #expect(try desk.service.last(Agents.GetAgent.self) == Agents.GetAgent(agent: .id(3)))
    await client.close()
  }

  @Test(
    "Every method can be called with its example, and gives its example", arguments: Method.allCases
  )
  func everyMethod(method: LatchkeySchema.Method) async throws {
    let desk = try Desk()
    let client = try LatchkeyClient(socket: desk.socket)
    func check<R: RequestMessage>(_ type: R.Type) async throws {
      let request = try SchemaShape.sample(type)
      let response = try await client.call(request)
      #expect(response == (try SchemaShape.sample(R.Response.self)))
      #expect(try desk.service.last(type) == request)
    }
    func checkStream<R: ServerStreamRequest>(_ type: R.Type) async throws {
      let request = try SchemaShape.sample(type)
      var answers: [R.Response] = []
      for try await answer in client.stream(request) { answers.append(answer) }
      #expect(answers == [try SchemaShape.sample(R.Response.self)])
      #expect(try desk.service.last(type) == request)
    }
    func checkExchange<R: BidirectionalRequest>(_ type: R.Type) async throws {
      let request = try SchemaShape.sample(type)
      let call = client.exchange(request)
      let element = try SchemaShape.sample(R.Element.self)
      try await call.send(element)
      call.finishSending()
      var count = 0
      for try await _ in call.answers { count += 1 }
      #expect(count == 1)
      #expect(try desk.service.received(type) == [element])
      #expect(try desk.service.last(type) == request)
    }
    switch method.declaration.request {
    case let type as any ServerStreamRequest.Type: try await checkStream(type)
    case let type as any BidirectionalRequest.Type: try await checkExchange(type)
    case let type: try await check(type)
    }
    await client.close()
  }

  @Test("Anonymous calls send no session")
  func anonymous() async throws {
    let desk = try Desk()
    let client = try LatchkeyClient(socket: desk.socket)
    _ = try await client.passwords.getPasswordPolicy(population: .agent)
    #expect(desk.service.arrivals.map(\.actor) == [nil])
    await client.close()
  }

  @Test("Many calls at once share one connection and keep their answers apart")
  func concurrent() async throws {
    let desk = try Desk()
    let client = try LatchkeyClient(socket: desk.socket)
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for number in 0..<200 {
        group.addTask {
          _ = try await client.agents.getAgent(agent: .id(Int64(number + 1)), as: Secret("t"))
          return true
        }
      }
      var count = 0
      for try await _ in group { count += 1 }
      #expect(count == 200)
    }
    #expect(desk.service.arrivals.count == 200)
    await client.close()
  }

  @Test("A failure carries code, reason, details, delay, outcome and incident")
  func failure() async throws {
    let desk = try Desk()
    try desk.service.refuse(
      .agentsSetPassword, .passwordPolicy, "The password breaks rules.",
      FailureDetails(violations: [.tooShort, .noDigit]), retryAfterMilliseconds: 250)
    let client = try LatchkeyClient(socket: desk.socket)
    do throws(LatchkeyError) {
      _ = try await client.agents.setPassword(
        agent: .id(3), newPassword: Secret("pw"), requireChangeAtNextSignIn: false,
        as: Secret("tok"))
      Issue.record("It was accepted.")
    } catch {
      #expect(error.code == .invalidArgument)
      #expect(error.reason == .passwordPolicy)
      #expect(error.details.violations == [.tooShort, .noDigit])
      #expect(error.retryAfter == .milliseconds(250))
      #expect(error.outcome == .notStarted)
      #expect(error.message == "The password breaks rules.")
      #expect("\(error)" == "PASSWORD_POLICY: The password breaks rules.")
    }
    await client.close()
  }

  @Test("Without a service a call fails at once, says where it looked, and was not started")
  func noService() async throws {
    let client = try LatchkeyClient(socket: "/nowhere/latchkey.sock")
    do throws(LatchkeyError) {
      _ = try await client.server.ping()
      Issue.record("Somebody answered.")
    } catch {
      #expect(error.code == .unavailable)
      #expect(error.outcome == .notStarted)
      #expect(error.message.contains("/nowhere/latchkey.sock"))
    }
    await client.close()
  }

  @Test("The key of a call goes along; a key has 16 to 32 bytes", arguments: [15, 16, 32, 33])
  func idempotencyKey(count: Int) async throws {
    let key = IdempotencyKey([UInt8](repeating: 7, count: count))
    #expect((key != nil) == (16...32).contains(count))
    guard let key else { return }
    let desk = try Desk()
    let client = try LatchkeyClient(socket: desk.socket)
    _ = try await client.call(SignIn.SignOut(), as: Secret("tok"), idempotencyKey: key)
    #expect(desk.service.arrivals.map(\.idempotencyKey) == [key.bytes])
    await client.close()
  }

  @Test("Two new keys are never the same")
  func newKeys() {
    #expect(IdempotencyKey() != IdempotencyKey())
  }

  @Test("An answer that is no answer of the method is the service's fault")
  func malformedAnswer() async throws {
    let desk = try Desk()
    try desk.service.answerRaw(.agentsGetAgent, [0xa0])
    let client = try LatchkeyClient(socket: desk.socket)
    do throws(LatchkeyError) {
      _ = try await client.agents.getAgent(agent: .id(3), as: Secret("tok"))
      Issue.record("It was read.")
    } catch {
      #expect(error.code == .internal)
      #expect(error.reasonText == "MALFORMED")
      #expect(error.outcome == .unknown)
    }
    await client.close()
  }

  @Test("Details that this version cannot read do not hide the failure")
  func unreadableDetails() async throws {
    let desk = try Desk()
    try desk.service.refuseRaw(
      .serverPing,
      CallFailure(
        code: .permissionDenied, reason: "NEWER_REASON", message: "No.",
        details: [0xa1, 0x20, 0xf5],
        outcome: .rolledBack))
    let client = try LatchkeyClient(socket: desk.socket)
    do throws(LatchkeyError) {
      _ = try await client.server.ping()
      Issue.record("It was accepted.")
    } catch {
      #expect(error.code == .permissionDenied)
      #expect(error.reason == nil)
      #expect(error.reasonText == "NEWER_REASON")
      #expect(error.details == FailureDetails())
      #expect(error.outcome == .rolledBack)
    }
    await client.close()
  }

  @Test("A cancelled task cancels its call, and is told so")
  func cancellation() async throws {
    let desk = try Desk()
    desk.service.hold(.serverPing)
    let client = try LatchkeyClient(socket: desk.socket)
    let call = Task { () -> LatchkeyError? in
      do throws(LatchkeyError) {
        _ = try await client.server.ping()
        return nil
      } catch {
        return error
      }
    }
    await desk.service.untilHeld()
    call.cancel()
    #expect(await call.value?.code == .cancelled)
    // The handler on the other side is cancelled as well: nothing else lets go of it.
    await desk.service.untilReleased()
    await client.close()
  }

  @Test("A deadline ends the wait on this side, whatever the service does")
  func deadline() async throws {
    let desk = try Desk()
    desk.service.hold(.serverPing)
    let client = try LatchkeyClient(socket: desk.socket)
    do throws(LatchkeyError) {
      _ = try await client.call(Server.Ping(), deadline: .milliseconds(30))
      Issue.record("Somebody answered.")
    } catch {
      #expect(error.code == .deadlineExceeded)
    }
    await client.close()
  }

  @Test(
    "A deadline is at most what the method allows, and at least a millisecond",
    arguments: [
      (nil, 10_000), (.seconds(10_000_000_000_000), 10_000), (.seconds(11), 10_000),
      (.seconds(10), 10_000), (.milliseconds(9_999), 9_999), (.milliseconds(1), 1), (.zero, 1),
      (.seconds(-5), 1), (.microseconds(1_999), 1),
    ] as [(Duration?, UInt32)])
  func deadlineLimits(deadline: Duration?, most: UInt32) async throws {
    let desk = try Desk()
    desk.service.answersWithDeadline()
    let client = try LatchkeyClient(socket: desk.socket)
    // A very short one may be over before it is answered: then it was not too long.
    if let answer = try? await client.call(Server.Ping(), deadline: deadline) {
      let remaining = (answer.payload ?? []).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      #expect(remaining <= UInt64(most) * 1_000_000)
      #expect(most < 9_000 || remaining > UInt64(most - 5_000) * 1_000_000)
    } else {
      #expect(most < 9_000)
    }
    await client.close()
  }
}
