using Microsoft.SqlServer.Dac.Model;

namespace FlowLedger.TsqlChecker;

/// <summary>Checks recorded statements against a schema: <c>tsql-checker schema.sql recordings-folder</c>.</summary>
public static class Program
{
    public static int Main(string[] arguments)
    {
        if (arguments.Length != 2)
        {
            Console.Error.WriteLine("usage: tsql-checker <schema.sql> <recordings folder>");
            return 2;
        }
        var statements = Recording.ReadFolder(arguments[1]);
        var problems = new List<Problem>();
        using var model = new TSqlModel(SqlServerVersion.SqlAzure, new TSqlModelOptions());
        Schema.AddTo(model, File.ReadAllText(arguments[0]), problems);
        // A schema that does not parse would make every statement look wrong.
        if (problems.Count == 0)
        {
            problems.AddRange(Schema.Validate(model));
            if (problems.Count == 0) problems.AddRange(Statements.Check(model, statements));
        }
        foreach (var problem in problems) problem.Print(Console.Out);
        Console.WriteLine($"statements: {statements.Count}, problems: {problems.Count}");
        return problems.Count > 0 || statements.Count == 0 ? 1 : 0;
    }
}
