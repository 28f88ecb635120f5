"""Data of the examples without learning: minroot.scm, hash-chain.scm, logistic-map.scm, n-body.scm, in exact integers."""

from exact import save_json

# The scalar field of Pallas.
P = 0x40000000000000000000000000000000224698FC0994A8DD8C46EB2100000001
FIFTH_ROOT = pow(5, -1, P - 1)


def minroot():
    for steps in (10, 1000):
        x, y, roots = 3, 5, []
        for i in range(steps):
            root = pow((x + y) % P, FIFTH_ROOT, P)
            roots.append(str(root))
            x, y = root, (x + i) % P
        save_json(f"minroot-{steps}", root=roots)
        save_json(f"minroot-{steps}-expected", x=str(x), y=str(y))
    save_json("minroot-state", x=3, y=5, i=0)


def rounded(x, shift):
    return (x + (1 << (shift - 1))) >> shift


def logistic_map():
    """x of (fixed 40 32), r = 3.90625."""
    one, x = 1 << 32, 1 << 30
    save_json("logistic-map-state", x=x / one)
    for step in range(1, 1001):
        x = rounded(rounded(x * (one - x), 32) * 125, 5)
        if step in (10, 1000):
            save_json(f"logistic-map-{step}-expected", x=x / one)


def bodies():
    """Three bodies in the plane, numbers of (fixed 32 20)."""
    one = 1 << 20
    p = [[one, 0], [-one // 2, 7 * one // 8], [-one // 2, -7 * one // 8]]
    v = [[0, one // 2], [-3 * one // 8, -one // 4], [3 * one // 8, -one // 4]]
    scaled = lambda rows: [[x / one for x in row] for row in rows]
    save_json("n-body-state", p=scaled(p), v=scaled(v))
    for step in range(1, 101):
        forces = []
        for a in p:
            force = [0, 0]
            for other in p:
                d = [other[0] - a[0], other[1] - a[1]]
                square = rounded(d[0] ** 2 + d[1] ** 2 + (1 << 34), 20)
                for axis in range(2):
                    force[axis] += (d[axis] << 20) // square
            forces.append(force)
        v = [[rounded((x << 6) + f, 6) for x, f in zip(row, force)] for row, force in zip(v, forces)]
        p = [[rounded((x << 6) + s, 6) for x, s in zip(row, speed)] for row, speed in zip(p, v)]
        if step in (10, 100):
            save_json(f"n-body-{step}-expected", p=scaled(p), v=scaled(v))


if __name__ == "__main__":
    save_json("hash-chain-state", h=1)
    minroot()
    logistic_map()
    bodies()
