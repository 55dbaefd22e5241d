/// The service `Operator`: what the operator on the host does.
public struct OperatorUseCases: Sendable {
  let gate: Gate
  let passwords: PasswordProcedure
}
