import { useState } from 'react'

export function Counter() {
  const [count, setCount] = useState(0)
  return (
    <main>
      <h1>It was built.</h1>
      <button onClick={() => setCount(count + 1)}>Clicked {count} times</button>
    </main>
  )
}
