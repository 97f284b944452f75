using Microsoft.Extensions.Options;

namespace MiniVercel.Runtime;

/// <summary>The limits of the embedded engine.</summary>
public sealed class GrainRuntimeOptions
{
    /// <summary>How long a caller waits when the method has no <see cref="ResponseTimeoutAttribute"/>.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How many requests may wait for one grain or observer; the next is refused with <see cref="LimitExceededException"/>.
    /// </summary>
    public int MailboxCapacity { get; set; } = 10_000;

    /// <summary>After this the token of <see cref="IGrainBase.OnActivateAsync"/> is canceled.</summary>
    public TimeSpan ActivationTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>After this the token of <see cref="IGrainBase.OnDeactivateAsync"/> is canceled, and a shutdown no longer waits.</summary>
    public TimeSpan DeactivationTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>An activation that takes no turn for this long is collected.</summary>
    public TimeSpan CollectionAge { get; set; } = TimeSpan.FromMinutes(15);

    internal sealed class Validation : IValidateOptions<GrainRuntimeOptions>
    {
        public ValidateOptionsResult Validate(string? name, GrainRuntimeOptions options)
        {
            var wrong = new List<string>();
            if (options.MailboxCapacity < 1) wrong.Add($"{nameof(MailboxCapacity)} is {options.MailboxCapacity}; it must be at least 1.");
            RequirePositive(nameof(ResponseTimeout), options.ResponseTimeout);
            RequirePositive(nameof(ActivationTimeout), options.ActivationTimeout);
            RequirePositive(nameof(DeactivationTimeout), options.DeactivationTimeout);
            RequirePositive(nameof(CollectionAge), options.CollectionAge);
            return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);

            void RequirePositive(string option, TimeSpan value)
            {
                if (value <= TimeSpan.Zero) wrong.Add($"{option} is {value}; it must be longer than zero.");
            }
        }
    }
}
