static const char *none_some_all(int count, int all)
{
	return count == 0 ? "none" : count == all ? "all" : "some";
}
