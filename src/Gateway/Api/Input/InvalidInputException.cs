namespace MiniVercel.Gateway.Api.Input;

/// <summary>What was sent cannot be accepted, field by field.</summary>
public sealed class InvalidInputException(IReadOnlyDictionary<string, IReadOnlyList<string>> errors)
    : Exception("The input is not valid.")
{
    public InvalidInputException(string field, string message)
        : this(new Dictionary<string, IReadOnlyList<string>> { [field] = [message] })
    {
    }

    public IReadOnlyDictionary<string, IReadOnlyList<string>> Errors => errors;
}
