import { MssqlQueryCompiler, type UsingNode } from 'kysely';

/** Kysely's compiler, completed for the trees that the rewriting leaves. */
export class TsqlCompiler extends MssqlQueryCompiler {
  /** `delete t from t, other`: T-SQL's word for `using`. */
  protected override visitUsing(node: UsingNode): void {
    this.append('from ');
    this.compileList(node.tables);
  }

  /** A bare 1 would come back as an int. */
  protected override appendImmediateValue(value: unknown): void {
    if (typeof value === 'boolean') this.append(`cast(${value ? 1 : 0} as bit)`);
    else super.appendImmediateValue(value);
  }

  /** Without the N, characters outside the database's code page are lost. */
  protected override appendStringLiteral(value: string): void {
    this.append('N');
    super.appendStringLiteral(value);
  }
}
