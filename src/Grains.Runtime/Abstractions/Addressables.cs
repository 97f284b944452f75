namespace MiniVercel.Runtime;

/// <summary>Anything a call can be sent to.</summary>
public interface IAddressable;

/// <summary>Marks the interfaces whose calls run one at a time inside a grain.</summary>
public interface IGrain : IAddressable;

/// <summary>A grain named by a string.</summary>
public interface IGrainWithStringKey : IGrain;

/// <summary>
/// Marks the interfaces through which a grain tells the world outside; see <see
/// cref="IGrainFactory.CreateObjectReference{T}"/>.
/// </summary>
public interface IGrainObserver : IAddressable;
