namespace MiniVercel.Runtime;

internal sealed partial class Activation
{
    /// <summary>How many turns wait behind the one that runs.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
                return _mailbox.Count;
        }
    }
}
