/* Which of several workers is woken, or is the first to take a connection, is chance: their sums are compared. */
static struct wakings {
	int woken, taken;
} *wakings;
