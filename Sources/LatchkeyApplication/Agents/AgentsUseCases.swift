/// The service `Agents`: agents and what others do with their accounts.
public struct AgentsUseCases: Sendable {
  let gate: Gate
  let passwords: PasswordProcedure
}
